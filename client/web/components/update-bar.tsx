/** Offers the new version of the app. It is taken when the person says so, never by itself. */
import { useState } from 'react';
import { useParts, useStore } from '../app-parts.ts';
import { useWords } from '../messages/messages.ts';
import { Button } from './button.tsx';
import styles from './update-bar.module.css';

export function UpdateBar() {
	const { updates } = useParts();
	const { say } = useWords();
	const isReady = useStore(updates, updates.isReady);
	const [isLater, setLater] = useState(false);
	if (!isReady || isLater) return null;
	return (
		<div className={styles['bar']} role="status">
			<span>{say.system.update}</span>
			<span>
				<Button look="plain" onClick={updates.apply}>
					{say.system.updateNow}
				</Button>
				<Button look="plain" onClick={() => setLater(true)}>
					{say.system.updateLater}
				</Button>
			</span>
		</div>
	);
}
