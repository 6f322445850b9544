/** The left side of a wide window: whose wedding, when, its pages, who is here, undo, and the status line. */
import { Link } from 'wouter';
import { useNow } from '../../../react/device.ts';
import { useView, useWedding } from '../../../react/use-view.ts';
import { useWords } from '../../messages/messages.ts';
import { countdownWords, dateWords, daysBetween, localNow } from '../../wording.ts';
import { HelpButton } from '../help/help-button.tsx';
import { Badge } from './badge.tsx';
import { useIsHelpNear } from './use-is-help-near.ts';
import { isOpenTo, pageOf, pages } from './pages.ts';
import { HereNow, UndoButtons } from './presence-and-undo.tsx';
import { StatusLine } from './status-line.tsx';
import styles from './shell.module.css';

export function Rail({ path, className }: { readonly path: string; readonly className: string }) {
	const words = useWords();
	const { say, locale } = words;
	const meta = useView(({ plan }) => plan.meta);
	const today = localNow(useNow(60_000), meta.timeZone);
	const current = pageOf(path);
	const wedding = useWedding();
	const isHelpNear = useIsHelpNear();
	const role = useView(({ wedding, people }) => people.get(wedding.person.id)?.role ?? wedding.person.role);
	const days = meta.date === undefined ? undefined : daysBetween(today, meta.date);
	return (
		<header className={`${styles['rail']} ${className}`}>
			<Link href="/" className={styles['couple']}>
				<strong>{meta.name}</strong>
				{meta.date !== undefined && <span>{dateWords(meta.date, locale)}</span>}
				<span>{countdownWords(days, words)}</span>
			</Link>
			<nav aria-label={say.pages.menu} className={styles['pages']}>
				{pages
					.filter((page) => page.isOnRail && isOpenTo(role, page))
					.map((page) => (
						<Link
							key={page.path}
							href={page.path}
							className={styles['page']}
							aria-current={page === current ? 'page' : undefined}
						>
							<page.icon size={19} aria-hidden />
							{say.pages[page.name]}
							<Badge page={page.name} />
						</Link>
					))}
			</nav>
			<div className={styles['railFoot']}>
				{isHelpNear && <HelpButton wedding={wedding.id} />}
				<HereNow />
				<div className={styles['undo']}>
					<UndoButtons />
				</div>
				<StatusLine place="rail" />
			</div>
		</header>
	);
}
