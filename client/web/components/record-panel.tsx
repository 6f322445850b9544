/**
 * One open record: a panel beside the list where there is room, a sheet over it on a phone. Guards: Escape and the browser's
 * own Back close it, the focus goes in when it opens and back to its row when it closes, and the others see who is here.
 */
import { X } from 'lucide-react';
import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import type { RecordKind } from '../../../shared/document/schema.ts';
import { useAttend } from '../../react/use-attend.ts';
import { useAttending } from '../../react/use-view.ts';
import { useWords } from '../messages/messages.ts';
import { SIDE_BY_SIDE, useMedia } from '../use-media.ts';
import { IconButton } from './button.tsx';
import { DiscStack } from './disc.tsx';
import { NoticeBar } from './notice-bar.tsx';
import styles from './record-panel.module.css';

export interface PanelProps {
	readonly root: RecordKind;
	readonly id: string;
	/** What kind of thing this is, as a small heading. */
	readonly kind: string;
	readonly close: () => void;
	readonly children: ReactNode;
}

export function RecordPanel(props: PanelProps) {
	useAttend(props.root, props.id);
	return useMedia(SIDE_BY_SIDE) ? <Side {...props} /> : <Sheet {...props} />;
}

function Side(props: PanelProps) {
	const heading = useRef<HTMLHeadingElement>(null);
	const { id, kind, close } = props;
	useEffect(() => {
		if (id !== '') heading.current?.focus({ preventScroll: true });
	}, [id]);
	return (
		<aside
			className={styles['side']}
			aria-label={kind}
			onKeyDown={(event) => event.key === 'Escape' && !event.defaultPrevented && close()}
		>
			<Head {...props} heading={heading} />
			<div className={styles['body']} key={id}>
				{props.children}
			</div>
		</aside>
	);
}

function Sheet(props: PanelProps) {
	const dialog = useRef<HTMLDialogElement>(null);
	const heading = useRef<HTMLHeadingElement>(null);
	const { id, kind, close } = props;
	useEffect(() => {
		const sheet = dialog.current;
		sheet?.showModal();
		heading.current?.focus({ preventScroll: true });
		return () => sheet?.close();
	}, []);
	return (
		<dialog
			ref={dialog}
			className={styles['sheet']}
			aria-label={kind}
			onCancel={(event) => {
				event.preventDefault();
				close();
			}}
			onClick={(event) => event.target === dialog.current && close()}
		>
			<Head {...props} heading={heading} />
			<div className={styles['body']} key={id}>
				{props.children}
			</div>
			<NoticeBar />
		</dialog>
	);
}

function Head({
	root,
	id,
	kind,
	close,
	heading,
}: PanelProps & { readonly heading: RefObject<HTMLHeadingElement | null> }) {
	const { say } = useWords();
	const here = useAttending(root, id);
	return (
		<header className={styles['head']}>
			<h2 ref={heading} tabIndex={-1} className={styles['kind']}>
				{kind}
			</h2>
			<span className={styles['here']}>
				{here.length > 0 && (
					<>
						<DiscStack faces={here.map(({ person }) => person)} size="small" isHere />
						{say.here.also}
					</>
				)}
			</span>
			<IconButton label={say.app.close} onClick={close}>
				<X size={20} aria-hidden />
			</IconButton>
		</header>
	);
}

/** Said where the record was, when somebody deleted it meanwhile. */
export function Gone({ text }: { readonly text: string }) {
	return <p className={styles['gone']}>{text}</p>;
}
