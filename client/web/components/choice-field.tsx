/** Fields with given answers: a list to choose from, a person, a number to step, a switch, a colour. */
import { Minus, Plus } from 'lucide-react';
import type { CSSProperties, ReactNode } from 'react';
import { useChoosing } from '../../react/use-choosing.ts';
import { useTyping } from '../../react/use-typing.ts';
import { useWords } from '../messages/messages.ts';
import { Field } from './field.tsx';
import styles from './field.module.css';

interface Props<T> {
	readonly label: string;
	readonly value: T;
	readonly commit: (value: T) => void;
}

export function SelectField<T extends string>({
	label,
	value,
	commit,
	options,
	hint,
	children,
}: Props<T> & {
	readonly options?: readonly (readonly [T, string])[];
	readonly hint?: string;
	/** Instead of `options`, where they come in groups. */
	readonly children?: ReactNode;
}) {
	const choosing = useChoosing(value, commit);
	return (
		<Field label={label} hint={hint}>
			{(control) => (
				<select {...control} {...choosing} className={styles['control']}>
					{options?.map(([option, name]) => (
						<option key={option} value={option}>
							{name}
						</option>
					))}
					{children}
				</select>
			)}
		</Field>
	);
}

export function StepField({
	label,
	value,
	commit,
	step = 5,
}: Props<number | undefined> & { readonly step?: number }) {
	const { say } = useWords();
	const typing = useTyping(value === undefined ? '' : String(value), (text) => {
		const typed = Number.parseInt(text, 10);
		if (Number.isInteger(typed) && typed >= 0) commit(typed);
	});
	const walk = (by: number) => commit(Math.max(0, (value ?? 0) + by));
	return (
		<Field label={label} elsewhere={typing.elsewhere}>
			{(control) => (
				<div className={styles['stepper']}>
					<button type="button" aria-label={say.fields.less(label)} onClick={() => walk(-step)}>
						<Minus size={18} aria-hidden />
					</button>
					<input
						{...control}
						className={styles['control']}
						type="number"
						inputMode="numeric"
						min={0}
						value={typing.text}
						onChange={(event) => typing.change(event.currentTarget.value)}
						onBlur={typing.settle}
						onKeyDown={(event) => event.key === 'Enter' && typing.settle()}
					/>
					<button type="button" aria-label={say.fields.more(label)} onClick={() => walk(step)}>
						<Plus size={18} aria-hidden />
					</button>
				</div>
			)}
		</Field>
	);
}

export function SwitchField({ label, value, commit }: Props<boolean>) {
	return (
		<label className={styles['switch']}>
			<input
				type="checkbox"
				role="switch"
				checked={value}
				onChange={(event) => commit(event.currentTarget.checked)}
			/>
			<span>{label}</span>
		</label>
	);
}

export function ColourField({
	label,
	value,
	commit,
	colours,
}: Props<string | undefined> & { readonly colours: readonly string[] }) {
	const { say } = useWords();
	const offered = value === undefined || colours.includes(value) ? colours : [value, ...colours];
	return (
		<fieldset className={styles['field']}>
			<legend className={styles['label']}>{label}</legend>
			<div className={styles['swatches']}>
				{offered.map((colour) => (
					<label key={colour} className={styles['swatch']}>
						<input
							type="radio"
							name={label}
							aria-label={say.colours[colour] ?? colour}
							title={say.colours[colour] ?? colour}
							checked={value === colour}
							onChange={() => commit(colour)}
							style={{ '--swatch': colour } as CSSProperties}
						/>
					</label>
				))}
			</div>
		</fieldset>
	);
}
