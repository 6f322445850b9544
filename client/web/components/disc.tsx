/** A person as initials in a coloured disc; the name is always there for those who hear the page. */
import type { CSSProperties } from 'react';
import { inkOn } from '../accent.ts';
import { colourOf, initials } from '../initials.ts';
import { useWords } from '../messages/messages.ts';
import styles from './disc.module.css';

export interface Face {
	readonly id: string;
	readonly name: string;
	readonly colour?: string | undefined;
}

type Size = 'small' | 'usual' | 'large';

/** `isDecorative` where the name stands beside it in words. */
export function Disc({
	face,
	size = 'usual',
	isDecorative = false,
	isHere = false,
}: {
	readonly face: Face;
	readonly size?: Size;
	readonly isDecorative?: boolean;
	/** Looking at this right now: a ring round the disc. */
	readonly isHere?: boolean;
}) {
	const colour = colourOf(face);
	const look = { '--disc': colour, '--disc-ink': inkOn(colour) } as CSSProperties;
	const { say } = useWords();
	const text = isHere ? say.here.on(face.name) : face.name;
	const name = isDecorative ? { 'aria-hidden': true } : { role: 'img', 'aria-label': text, title: text };
	const looks = [styles['disc'], styles[size], isHere ? styles['ringed'] : ''].filter(Boolean).join(' ');
	return (
		<span className={looks} style={look} {...name}>
			{initials(face.name)}
		</span>
	);
}

export function NobodyDisc({ label }: { readonly label: string }) {
	return (
		<span className={`${styles['disc']} ${styles['nobody']}`} role="img" aria-label={label} title={label}>
			?
		</span>
	);
}

export function DiscStack({
	faces,
	most = 4,
	size = 'usual',
	isHere = false,
}: {
	readonly faces: readonly Face[];
	readonly most?: number;
	readonly size?: Size;
	readonly isHere?: boolean;
}) {
	const shown = faces.slice(0, most);
	return (
		<span className={isHere ? `${styles['stack']} ${styles['live']}` : styles['stack']}>
			{shown.map((face) => (
				<Disc key={face.id} face={face} size={size} isHere={isHere} />
			))}
			{faces.length > most && <span className={styles['rest']}>+{faces.length - most}</span>}
		</span>
	);
}
