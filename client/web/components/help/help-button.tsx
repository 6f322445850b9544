/** The way to call for help, within the thumb's reach; the sheet behind it is fetched with the page, so that it opens offline too. */
import { LifeBuoy } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useWords } from '../../messages/messages.ts';
import styles from './help.module.css';

export function HelpButton({
	wedding,
	isCompact = false,
}: {
	readonly wedding: string;
	/** In the head of a phone, where there is room for the sign only. */
	readonly isCompact?: boolean;
}) {
	const { say } = useWords();
	const [isOpen, setOpen] = useState(false);
	return (
		<>
			<button
				type="button"
				className={isCompact ? `${styles['open']} ${styles['compact']}` : styles['open']}
				title={isCompact ? say.help.open : undefined}
				onClick={() => setOpen(true)}
			>
				<LifeBuoy size={isCompact ? 20 : 22} aria-hidden />
				<span className={isCompact ? 'heard-only' : undefined}>{say.help.open}</span>
			</button>
			{isOpen && (
				<Suspense>
					<HelpSheet wedding={wedding} close={() => setOpen(false)} />
				</Suspense>
			)}
		</>
	);
}

const HelpSheet = lazy(() => import('./help-sheet.tsx').then((module) => ({ default: module.HelpSheet })));
