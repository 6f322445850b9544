/** A level as a mark: fuller the more one may. The word always stands beside it, or is heard. */
import { CircleDot, Eye, KeyRound, Minus, Pencil } from 'lucide-react';
import type { Level } from '../../../../shared/access/permissions.ts';
import styles from './access.module.css';

export function LevelMark({ level }: { readonly level: Level }) {
	const Icon = icons[level];
	return (
		<span className={`${styles['mark']} ${styles[level]}`} aria-hidden>
			<Icon size={15} strokeWidth={2.25} />
		</span>
	);
}

/** In the order of the legend. */
export const marks: readonly Level[] = ['manage', 'write', 'own', 'read', 'none'];
const icons = { none: Minus, read: Eye, own: CircleDot, write: Pencil, manage: KeyRound };
