/** A fresh invitation: its code to hold into a camera, its link to copy or send. It is shown this once. */
import { Copy, Share2 } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { useParts } from '../../app-parts.ts';
import { Button } from '../../components/button.tsx';
import { useWords } from '../../messages/messages.ts';
import type { NewInvite } from '../../relay/invites.ts';
import { momentWords } from '../../wording.ts';
import styles from './invite.module.css';

export function InviteLink({ invite, close }: { readonly invite: NewInvite; readonly close: () => void }) {
	const { say, locale } = useWords();
	const { notices } = useParts();
	const heading = useRef<HTMLHeadingElement>(null);
	useEffect(() => heading.current?.focus(), []);
	const { url, role, name, uses, expiresAt } = invite;
	const title = name === undefined ? say.invites.readyAs(say.roles[role]) : say.invites.ready(name);
	const copy = async () => {
		try {
			await navigator.clipboard.writeText(url);
			notices.say({ text: say.invites.copied, tone: 'calm' });
		} catch {
			// Not everywhere is copying allowed; the link stands there to be marked by hand.
			notices.say({ text: say.invites.notCopied, tone: 'bad' });
		}
	};
	const share = () => {
		// Rejected when the person changes their mind: nothing to say about that.
		navigator.share({ title: say.invites.shareTitle, url }).catch(() => undefined);
	};
	return (
		<section className={styles['card']} aria-label={title}>
			<h2 className={styles['heading']} ref={heading} tabIndex={-1}>
				{title}
			</h2>
			<div className={styles['fresh']}>
				<Suspense fallback={<div className={styles['qr']} />}>
					<QrCode text={url} />
				</Suspense>
				<div className={styles['how']}>
					<p>{say.invites.how(uses)}</p>
					<p className={styles['link']} data-invite={url}>
						{url}
					</p>
					<p className={styles['until']}>{say.invites.once(momentWords(Date.parse(expiresAt), locale))}</p>
				</div>
			</div>
			<div className={styles['buttons']}>
				<Button look="main" onClick={() => void copy()}>
					<Copy size={18} aria-hidden /> {say.invites.copy}
				</Button>
				{typeof navigator.share === 'function' && (
					<Button onClick={share}>
						<Share2 size={18} aria-hidden /> {say.invites.share}
					</Button>
				)}
				<Button look="plain" onClick={close}>
					{say.invites.done}
				</Button>
			</div>
		</section>
	);
}

/** The encoder comes only when a link is shown. */
const QrCode = lazy(() => import('./qr-code.tsx'));
