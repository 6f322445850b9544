/** Above the page when this device is shut out: what happened, that nothing typed is lost, and the one thing to do. */
import { useEffect } from 'react';
import { Link } from 'wouter';
import { useHandle, useWedding } from '../../../react/use-view.ts';
import { useWords } from '../../messages/messages.ts';
import { useLearnRole } from '../../use-own-role.ts';
import styles from './state-banner.module.css';

export function StateBanner() {
	const { say } = useWords();
	const connection = useHandle(({ status }) => status.relay.connection);
	const learn = useLearnRole(useWedding().id);
	useEffect(() => {
		if (connection === 'refused') learn();
	}, [connection, learn]);
	if (connection === 'signed-out') {
		return (
			<div className={styles['banner']} role="alert">
				<span>{`${say.system.signedOut} ${say.system.signedOutHint}`}</span>
				<Link className={styles['link']} href="~/sign-in">
					{say.signIn.submit}
				</Link>
			</div>
		);
	}
	if (connection === 'removed') {
		return (
			<div className={styles['banner']} role="alert">{`${say.system.removed} ${say.system.removedHint}`}</div>
		);
	}
	if (connection === 'refused') {
		return (
			<div className={styles['banner']} role="alert">{`${say.system.refused} ${say.system.refusedHint}`}</div>
		);
	}
	if (connection === 'outdated') {
		return (
			<div className={styles['banner']} role="alert">
				<span>{say.system.outdated}</span>
				<a className={styles['link']} href={location.href}>
					{say.system.reload}
				</a>
			</div>
		);
	}
	return null;
}
