/** Fields with given answers: a list to choose from, a person, a number to step, a switch, a colour. */
import { Minus, Plus } from 'lucide-react';
import type { CSSProperties, ReactNode } from 'react';
import { useChoosing } from '../../react/use-choosing.ts';
import { useTyping } from '../../react/use-typing.ts';
import { useWords } from '../messages/messages.ts';
import { Field } from './field.tsx';
import { Reading } from './reading.tsx';
import styles from './field.module.css';

interface Props<T> {
	readonly label: string;
	readonly value: T;
	readonly commit: (value: T) => void;
	/** To be read, not changed. */
	readonly isLocked?: boolean | undefined;
}

type SelectProps<T> = Props<T> & {
	readonly options?: readonly (readonly [T, string])[];
	readonly hint?: string;
	/** Instead of `options`, where they come in groups. */
	readonly children?: ReactNode;
};

export function SelectField<T extends string>({ isLocked = false, ...choice }: SelectProps<T>) {
	if (!isLocked) return <OpenSelectField {...choice} />;
	const { label, value, options } = choice;
	return <Reading label={label}>{options?.find(([option]) => option === value)?.[1] ?? value}</Reading>;
}

function OpenSelectField<T extends string>({
	label,
	value,
	commit,
	options,
	hint,
	children,
}: SelectProps<T>) {
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

type StepProps = Props<number | undefined> & {
	readonly step?: number;
	/** How the number reads, if not as it is. */
	readonly show?: (value: number) => string;
};

export function StepField({ isLocked = false, ...field }: StepProps) {
	if (!isLocked) return <OpenStepField {...field} />;
	const { label, value, show = String } = field;
	return value === undefined ? null : <Reading label={label}>{show(value)}</Reading>;
}

function OpenStepField({ label, value, commit, step = 5 }: StepProps) {
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

export function SwitchField({ label, value, commit, isLocked = false }: Props<boolean>) {
	const { say } = useWords();
	if (isLocked) return <Reading label={label}>{value ? say.rights.yes : say.rights.no}</Reading>;
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
	isLocked = false,
}: Props<string | undefined> & { readonly colours: readonly string[] }) {
	const { say } = useWords();
	// A colour is seen wherever the person or the wedding is.
	if (isLocked) return null;
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
