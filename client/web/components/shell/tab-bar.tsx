/** The four thumbs' places at the bottom of a phone, with the number of open decisions on the last. */
import { Link } from 'wouter';
import { useWords } from '../../messages/messages.ts';
import { useToDecide } from '../to-decide.ts';
import { isCurrentOnBar, pages } from './pages.ts';
import styles from './shell.module.css';

export function TabBar({ path }: { readonly path: string }) {
	const { say } = useWords();
	const toDecide = useToDecide();
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
						{page.name === 'more' && toDecide > 0 && (
							<span className={styles['badge']}>
								{toDecide}
								<span className="heard-only"> {say.conflict.badge}</span>
							</span>
						)}
					</Link>
				))}
		</nav>
	);
}
