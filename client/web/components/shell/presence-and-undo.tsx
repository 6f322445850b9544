/** Who is here as discs, and the two buttons that take back and redo one's own edits. */
import { Redo2, Undo2 } from 'lucide-react';
import { useCallback } from 'react';
import { useActing, useReading } from '../../../react/use-section.ts';
import { usePeers } from '../../../react/use-view.ts';
import type { UndoStep } from '../../../react/use-undo.ts';
import { useParts } from '../../app-parts.ts';
import { useWords } from '../../messages/messages.ts';
import { IconButton } from '../button.tsx';
import { DiscStack } from '../disc.tsx';
import styles from './shell.module.css';

export function HereNow({ isCompact = false }: { readonly isCompact?: boolean }) {
	const { say } = useWords();
	const peers = usePeers();
	const others = peers.filter(({ self }) => !self);
	const faces = (isCompact ? others : peers).map(({ person }) => person);
	if (isCompact) return faces.length === 0 ? null : <DiscStack faces={faces} most={3} size="small" />;
	return (
		<section className={styles['here']} aria-label={say.here.label}>
			<DiscStack faces={faces} most={6} />
			<span>{others.length === 0 ? say.here.alone : say.here.others(others.length)}</span>
		</section>
	);
}

export function UndoButtons() {
	const { say } = useWords();
	const wedding = useActing();
	const canUndo = useReading(wedding, (handle) => handle.canUndo);
	const canRedo = useReading(wedding, (handle) => handle.canRedo);
	const told = useSayUndone();
	return (
		<>
			<IconButton label={say.undo.undo} disabled={!canUndo} onClick={() => wedding.undo() && told('undo')}>
				<Undo2 size={19} aria-hidden />
			</IconButton>
			<IconButton label={say.undo.redo} disabled={!canRedo} onClick={() => wedding.redo() && told('redo')}>
				<Redo2 size={19} aria-hidden />
			</IconButton>
		</>
	);
}

export function useSayUndone(): (step: UndoStep) => void {
	const { notices } = useParts();
	const { say } = useWords();
	return useCallback(
		(step) => notices.say({ text: step === 'undo' ? say.undo.undone : say.undo.redone, tone: 'calm' }),
		[notices, say],
	);
}
