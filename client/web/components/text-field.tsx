/** One line of text, a date, a time or a long note: typed here, handed over when left, never overwritten while typing. */
import type { KeyboardEvent } from 'react';
import { useNote } from '../../react/use-note.ts';
import { type Typing, useTyping } from '../../react/use-typing.ts';
import { Field } from './field.tsx';
import { Reading } from './reading.tsx';
import styles from './field.module.css';

interface Props {
	readonly label: string;
	readonly value: string;
	readonly commit: (text: string) => void;
	readonly placeholder?: string;
	readonly hint?: string;
	/** How a changed value reads, if not as it is. */
	readonly show?: (value: string) => string;
	/** To be read, not changed; what is empty is then not shown at all. */
	readonly isLocked?: boolean | undefined;
}

type LineProps = Props & {
	readonly type?: 'text' | 'date' | 'time' | 'number' | 'email' | 'tel' | 'url';
	readonly list?: string;
};

export function TextField({ isLocked = false, ...line }: LineProps) {
	const { label, value, show = (text) => text } = line;
	if (!isLocked) return <OpenTextField {...line} />;
	return value === '' ? null : <Reading label={label}>{show(value)}</Reading>;
}

function OpenTextField({
	label,
	value,
	commit,
	show = (text) => text,
	placeholder,
	hint,
	type = 'text',
	list,
}: LineProps) {
	const typing = useTyping(value, commit);
	const elsewhere = typing.elsewhere === undefined ? undefined : show(typing.elsewhere);
	return (
		<Field label={label} elsewhere={elsewhere} hint={hint}>
			{(control) => (
				<input
					{...control}
					className={styles['control']}
					type={type}
					list={list}
					value={typing.text}
					placeholder={placeholder}
					autoComplete="off"
					onChange={(event) => typing.change(event.currentTarget.value)}
					onBlur={typing.settle}
					onKeyDown={(event) => settleKeys(event, typing)}
				/>
			)}
		</Field>
	);
}

/** The record's own name, written as the heading it is. It wraps, but a new line has no place in it. */
export function HeadingField({ isLocked = false, ...line }: Props) {
	if (isLocked) return <h3 className={styles['title']}>{line.value}</h3>;
	return <OpenHeadingField {...line} />;
}

function OpenHeadingField({ label, value, commit }: Props) {
	const typing = useTyping(value, (text) => text.trim() !== '' && commit(text.trim()));
	return (
		<Field label={label} isLabelHidden elsewhere={typing.elsewhere}>
			{(control) => (
				<textarea
					{...control}
					className={`${styles['control']} ${styles['area']} ${styles['heading']}`}
					rows={1}
					value={typing.text}
					onChange={(event) => typing.change(event.currentTarget.value.replaceAll('\n', ' '))}
					onBlur={typing.settle}
					onKeyDown={(event) => settleKeys(event, typing)}
				/>
			)}
		</Field>
	);
}

export function NoteField({ isLocked = false, ...note }: Props) {
	if (!isLocked) return <OpenNoteField {...note} />;
	return note.value === '' ? null : <Reading label={note.label}>{note.value}</Reading>;
}

function OpenNoteField({ label, value, commit, placeholder }: Props) {
	const note = useNote(value, commit);
	return (
		<Field label={label}>
			{(control) => (
				<textarea
					{...control}
					ref={note.field}
					className={`${styles['control']} ${styles['area']}`}
					value={note.text}
					placeholder={placeholder}
					onChange={(event) => note.change(event.currentTarget.value)}
					onBlur={note.settle}
				/>
			)}
		</Field>
	);
}

/** Enter hands over; Escape forgets what was typed, and only closes the sheet when there is nothing to forget. */
function settleKeys(event: KeyboardEvent<HTMLElement>, typing: Typing): void {
	if (event.key === 'Enter') {
		event.preventDefault();
		typing.settle();
	}
	if (event.key === 'Escape' && typing.isChanged) {
		event.preventDefault();
		event.stopPropagation();
		typing.abandon();
	}
}
