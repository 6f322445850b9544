/** A few answers side by side, one of them chosen: filters, kinds, states. Radio buttons underneath, so arrow keys work. */
import { useId } from 'react';
import { Reading } from './reading.tsx';
import styles from './segments.module.css';

export interface Segment<T extends string> {
	readonly value: T;
	readonly name: string;
	readonly count?: number;
}

export function Segments<T extends string>({
	label,
	value,
	options,
	choose,
	isLabelShown = false,
	isLocked = false,
}: {
	readonly label: string;
	readonly value: T | undefined;
	readonly options: readonly Segment<T>[];
	readonly choose: (value: T) => void;
	readonly isLabelShown?: boolean;
	/** To be read, not changed. */
	readonly isLocked?: boolean;
}) {
	const group = useId();
	if (isLocked) return <Reading label={label}>{options.find((one) => one.value === value)?.name}</Reading>;
	return (
		<div role="radiogroup" aria-label={label} className={styles['frame']}>
			{isLabelShown && (
				<span className={styles['label']} aria-hidden>
					{label}
				</span>
			)}
			<div className={styles['segments']}>
				{options.map((option) => (
					<label key={option.value} className={styles['segment']}>
						<input
							type="radio"
							name={group}
							checked={option.value === value}
							onChange={() => choose(option.value)}
						/>
						{option.name}
						{option.count !== undefined && <span className={styles['count']}>{option.count}</span>}
					</label>
				))}
			</div>
		</div>
	);
}
