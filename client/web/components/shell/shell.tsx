/** The frame of every page of an open wedding: rail or bar, who is here, undo, the status line, and what the page says. */
import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { Link, useLocation } from 'wouter';
import { useUndoKeys } from '../../../react/use-undo.ts';
import { useView, useWedding } from '../../../react/use-view.ts';
import { useParts } from '../../app-parts.ts';
import { useWords } from '../../messages/messages.ts';
import { useTellDoing } from '../../use-doing.ts';
import { NoticeBar } from '../notice-bar.tsx';
import { AlertBanners } from '../help/alert-banners.tsx';
import { HelpButton } from '../help/help-button.tsx';
import { EmergencyBanner } from './emergency-banner.tsx';
import { HereNow, UndoButtons, useSayUndone } from './presence-and-undo.tsx';
import { Rail } from './rail.tsx';
import { StateBanner } from './state-banner.tsx';
import { StatusLine } from './status-line.tsx';
import { TabBar } from './tab-bar.tsx';
import { pageOf } from './pages.ts';
import { useTopOfPage } from './use-top-of-page.ts';
import { useCriticalNews } from './use-critical-news.ts';
import { useIsHelpNear } from './use-is-help-near.ts';
import { useOutside } from './use-outside.ts';
import styles from './shell.module.css';

export function Shell({ children }: { readonly children: ReactNode }) {
	const { say } = useWords();
	const { looks } = useParts();
	const [path] = useLocation();
	const name = useView(({ plan }) => plan.meta.name);
	const accent = useView(({ plan }) => plan.meta.accent);
	const page = pageOf(path);
	const wedding = useWedding();
	const isHelpNear = useIsHelpNear();
	useUndoKeys(useSayUndone());
	useCriticalNews();
	useTellDoing();
	useOutside();
	useEffect(() => {
		looks.dress(accent);
		return () => looks.dress(undefined);
	}, [looks, accent]);
	useTopOfPage(page?.name);
	useEffect(() => {
		document.title = page === undefined ? name : `${say.pages[page.name]} · ${name}`;
	}, [page, name, say]);
	return (
		<div className={styles['shell']}>
			<a className={styles['skip']} href="#page">
				{say.app.skip}
			</a>
			<header className={`${styles['top']} ${styles['onlyNarrow']}`}>
				<Link href="/" className={styles['topName']}>
					<span>{name}</span>
				</Link>
				<HereNow isCompact />
				{isHelpNear && <HelpButton wedding={wedding.id} isCompact />}
				<UndoButtons />
			</header>
			<Rail className={styles['onlyWide'] ?? ''} path={path} />
			<main id="page" tabIndex={-1} className={styles['main']}>
				<StateBanner />
				<AlertBanners />
				<EmergencyBanner />
				{children}
			</main>
			<footer className={`${styles['foot']} ${styles['onlyNarrow']}`}>
				<StatusLine place="strip" />
				<TabBar path={path} />
			</footer>
			<NoticeBar />
		</div>
	);
}
