/** The frame of every field: its label, its control, and a quiet line when somebody else changed it meanwhile. */
import { type ReactNode, useId } from 'react';
import { useWords } from '../messages/messages.ts';
import styles from './field.module.css';

export function Field({
	label,
	hint,
	elsewhere,
	isLabelHidden = false,
	children,
}: {
	readonly label: string;
	readonly hint?: string | undefined;
	/** What it is by now, in words. */
	readonly elsewhere?: string | undefined;
	readonly isLabelHidden?: boolean;
	readonly children: (control: {
		readonly id: string;
		readonly 'aria-describedby': string | undefined;
	}) => ReactNode;
}) {
	const id = useId();
	const { say } = useWords();
	const note = elsewhere === undefined ? hint : say.fields.elsewhere(elsewhere);
	return (
		<div className={styles['field']}>
			<label htmlFor={id} className={isLabelHidden ? 'heard-only' : styles['label']}>
				{label}
			</label>
			{children({ id, 'aria-describedby': note === undefined ? undefined : `${id}-note` })}
			{note !== undefined && (
				<p id={`${id}-note`} className={elsewhere === undefined ? styles['hint'] : styles['elsewhere']}>
					{note}
				</p>
			)}
		</div>
	);
}

export function FieldPair({ children }: { readonly children: ReactNode }) {
	return <div className={styles['pair']}>{children}</div>;
}
