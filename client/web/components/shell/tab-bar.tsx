/** The five thumbs' places at the bottom of a phone, with how much is unread and how much is to be decided. */
import { Link } from 'wouter';
import { useWords } from '../../messages/messages.ts';
import { Badge } from './badge.tsx';
import { isCurrentOnBar, pages } from './pages.ts';
import styles from './shell.module.css';

export function TabBar({ path }: { readonly path: string }) {
	const { say } = useWords();
	return (
		<nav aria-label={say.pages.menu} className={styles['tabs']}>
			{pages
				.filter(({ isOnBar }) => isOnBar)
				.map((page) => (
					<Link
						key={page.path}
						href={page.path}
						className={styles['tab']}
						aria-current={isCurrentOnBar(path, page.name) ? 'page' : undefined}
					>
						<page.icon size={22} aria-hidden />
						{say.pages[page.name]}
						<Badge page={page.name} />
					</Link>
				))}
		</nav>
	);
}
