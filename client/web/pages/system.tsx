/** A page that says what is the matter, calmly, and what to do about it. */
import { Link } from 'wouter';
import { useWords } from '../messages/messages.ts';
import styles from './system.module.css';

export function SystemPage({
	title,
	hint,
	to = { href: '~/', name: undefined },
}: {
	readonly title: string;
	readonly hint?: string;
	readonly to?: { readonly href: string; readonly name: string | undefined };
}) {
	const { say } = useWords();
	return (
		<main className={styles['page']}>
			<h1>{title}</h1>
			{hint !== undefined && <p className={styles['hint']}>{hint}</p>}
			<Link className={styles['link']} href={to.href}>
				{to.name ?? say.app.home}
			</Link>
		</main>
	);
}
