/** A page that says what is the matter, calmly, and what to do about it. */
import { Link } from 'wouter';
import { useWords } from '../messages/messages.ts';
import styles from './system.module.css';

export function SystemPage({
	title,
	hint,
	to = { href: '~/', name: undefined },
	isInside = false,
}: {
	readonly title: string;
	readonly hint?: string;
	readonly to?: { readonly href: string; readonly name: string | undefined };
	/** Within the frame of a wedding's pages, which has its own `main`. */
	readonly isInside?: boolean;
}) {
	const { say } = useWords();
	const Place = isInside ? 'div' : 'main';
	return (
		<Place className={styles['page']}>
			<h1>{title}</h1>
			{hint !== undefined && <p className={styles['hint']}>{hint}</p>}
			<Link className={styles['link']} href={to.href}>
				{to.name ?? say.app.home}
			</Link>
		</Place>
	);
}
