/**
 * The photos that prove a record, and adding one: from the camera or the album, made small here, kept here until it is sent. With "Done,
 * with a photo" the photo and the tick are one edit, so that whoever is told sees both.
 */
import { Camera, ImagePlus } from 'lucide-react';
import { type ChangeEvent, type ReactNode, useId, useState } from 'react';
import type { Task } from '../../../shared/document/schema.ts';
import { useMay } from '../../react/use-may.ts';
import { useWedding } from '../../react/use-view.ts';
import { useParts } from '../app-parts.ts';
import { useWords } from '../messages/messages.ts';
import { useAct } from '../use-act.ts';
import { Photo, usePhoto } from './photo.tsx';
import styles from './photos.module.css';

export function TaskPhotos({ task }: { readonly task: Task }) {
	const { say } = useWords();
	const mayProve = useMay('tasks', task.id, 'evidence').may;
	const mayTick = useMay('tasks', task.id, 'status').may;
	const { add, isWorking } = useAddPhoto(task);
	if (!mayProve && task.evidence.length === 0) return null;
	return (
		<section aria-label={say.photos.title} className={styles['photos']}>
			{task.evidence.length > 0 && <h3>{say.photos.title}</h3>}
			{task.evidence.length > 0 && (
				<ul className={styles['list']}>
					{task.evidence.map((sha256, index) => (
						<li key={sha256}>
							<Shown sha256={sha256} n={index + 1} />
						</li>
					))}
				</ul>
			)}
			{mayProve && (
				<div className={styles['ways']}>
					{mayTick && task.status !== 'done' && (
						<Picker choose={(file) => void add(file, true)} isWorking={isWorking} isMain>
							<Camera size={19} aria-hidden /> {isWorking ? say.photos.working : say.photos.done}
						</Picker>
					)}
					<Picker choose={(file) => void add(file, false)} isWorking={isWorking}>
						<ImagePlus size={18} aria-hidden /> {say.photos.add}
					</Picker>
				</div>
			)}
		</section>
	);
}

/** Small in the list; a tap shows the whole of it, another or Escape puts it away. */
function Shown({ sha256, n }: { readonly sha256: string; readonly n: number }) {
	const { say } = useWords();
	const id = useId();
	const url = usePhoto(sha256);
	if (url === undefined) return <span className={styles['missing']}>{say.photos.missing}</span>;
	return (
		<>
			<button type="button" popoverTarget={id} aria-label={say.photos.open(n)} className={styles['shown']}>
				<Photo sha256={sha256} alt="" size="large" />
			</button>
			<div id={id} popover="auto" className={styles['whole']} role="dialog" aria-label={say.photos.one(n)}>
				<button type="button" popoverTarget={id} aria-label={say.app.close}>
					<img src={url} alt={say.photos.one(n)} />
				</button>
			</div>
		</>
	);
}

/** A button that is a file input, so that phones offer camera and album. */
function Picker({
	choose,
	isWorking,
	isMain = false,
	children,
}: {
	readonly choose: (file: File) => void;
	readonly isWorking: boolean;
	readonly isMain?: boolean;
	readonly children: ReactNode;
}) {
	const id = useId();
	const picked = (event: ChangeEvent<HTMLInputElement>) => {
		const file = event.currentTarget.files?.[0];
		// The same picture may be chosen again.
		event.currentTarget.value = '';
		if (file !== undefined) choose(file);
	};
	return (
		<span className={isMain ? `${styles['picker']} ${styles['main']}` : styles['picker']}>
			<input
				id={id}
				type="file"
				accept="image/*"
				capture={isMain ? 'environment' : undefined}
				disabled={isWorking}
				onChange={picked}
			/>
			<label htmlFor={id}>{children}</label>
		</span>
	);
}

function useAddPhoto({ id, title, evidence }: Task) {
	const { say } = useWords();
	const { photos, notices } = useParts();
	const wedding = useWedding();
	const act = useAct();
	const [isWorking, setWorking] = useState(false);
	const add = async (file: File, isDone: boolean) => {
		setWorking(true);
		const added = await photos.add(wedding.id, file);
		setWorking(false);
		if (!added.ok) return notices.say({ text: say.photos[added.error], tone: 'bad' });
		const { sha256, isSent } = added.value;
		const proof = evidence.includes(sha256) ? evidence : [...evidence, sha256];
		const said = isDone ? say.photos.addedDone(title) : say.photos.added;
		const told = { text: isSent ? said : `${said}. ${say.photos.waits}`, undo: true };
		act('tasks.change', { id, evidence: proof, ...(isDone ? { status: 'done' } : {}) }, told);
	};
	return { add, isWorking };
}
