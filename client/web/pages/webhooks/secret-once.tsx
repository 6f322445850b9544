/** A secret that was just made: shown this once, to be copied. */
import { Copy } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useParts } from '../../app-parts.ts';
import { Button } from '../../components/button.tsx';
import { useAllWords } from '../../messages/all-words.ts';
import styles from './webhooks.module.css';

export function SecretOnce({ secret, close }: { readonly secret: string; readonly close: () => void }) {
	const { say } = useAllWords();
	const { notices } = useParts();
	const heading = useRef<HTMLHeadingElement>(null);
	useEffect(() => heading.current?.focus(), []);
	const copy = async () => {
		try {
			await navigator.clipboard.writeText(secret);
			notices.say({ text: say.webhooks.copied, tone: 'calm' });
		} catch {
			// Not everywhere is copying allowed; the secret stands there to be marked by hand.
			notices.say({ text: say.webhooks.notCopied, tone: 'bad' });
		}
	};
	return (
		<section className={styles['card']} aria-label={say.webhooks.secret}>
			<h2 ref={heading} tabIndex={-1}>
				{say.webhooks.secret}
			</h2>
			<p className={styles['secret']} data-secret>
				{secret}
			</p>
			<p className={styles['quiet']}>{say.webhooks.secretOnce}</p>
			<div className={styles['buttons']}>
				<Button look="main" onClick={() => void copy()}>
					<Copy size={18} aria-hidden /> {say.webhooks.copy}
				</Button>
				<Button look="plain" onClick={close}>
					{say.webhooks.kept}
				</Button>
			</div>
		</section>
	);
}
