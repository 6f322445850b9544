/**
 * "Running late?": how many minutes, then what it would do, then one tap that does it as one step. Nothing moves before it
 * was seen.
 */
import { ArrowRight, Check, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useView } from '../../../react/use-view.ts';
import { Button } from '../../components/button.tsx';
import { DiscStack } from '../../components/disc.tsx';
import { useWords } from '../../messages/messages.ts';
import { useAct } from '../../use-act.ts';
import styles from './shift-box.module.css';
import type { ShiftPreview } from './shift-words.ts';
import { useShiftPreview } from './use-shift-preview.ts';

export function ShiftBox({ id }: { readonly id: string }) {
	const { say } = useWords();
	const act = useAct();
	const [minutes, setMinutes] = useState(0);
	const preview = useShiftPreview(id, minutes);
	const apply = (count: number) => {
		const told = { text: say.shift.done(count, minutes), undo: true };
		if (act('timeline.shift', { id, minutes }, told)) setMinutes(0);
	};
	return (
		<section className={styles['box']} aria-label={say.shift.title}>
			<h3>{say.shift.title}</h3>
			<p className={styles['explain']}>{say.shift.explain}</p>
			<Amounts minutes={minutes} choose={setMinutes} />
			{preview === undefined && minutes !== 0 && <p role="status">{say.shift.impossible}</p>}
			{preview !== undefined && (
				<>
					<Effects preview={preview} />
					<div className={styles['buttons']}>
						<Button look="main" onClick={() => apply(preview.moves.length)}>
							{say.shift.apply(preview.moves.length)}
						</Button>
						<Button look="plain" onClick={() => setMinutes(0)}>
							{say.shift.cancel}
						</Button>
					</div>
				</>
			)}
		</section>
	);
}

function Amounts({
	minutes,
	choose,
}: {
	readonly minutes: number;
	readonly choose: (minutes: number) => void;
}) {
	const { say } = useWords();
	const isCustom = minutes !== 0 && !amounts.includes(minutes);
	return (
		<div className={styles['amounts']}>
			{amounts.map((amount) => (
				<Button
					key={amount}
					className={amount === minutes ? styles['chosen'] : undefined}
					aria-pressed={amount === minutes}
					onClick={() => choose(amount === minutes ? 0 : amount)}
				>
					{say.shift.by(amount)}
				</Button>
			))}
			<input
				className={styles['custom']}
				type="number"
				inputMode="numeric"
				aria-label={say.shift.minutes}
				placeholder={say.shift.custom}
				value={isCustom ? minutes : ''}
				onChange={(event) => choose(clamp(event.currentTarget.valueAsNumber))}
			/>
		</div>
	);
}

function Effects({ preview: { moves, warnings, concerns } }: { readonly preview: ShiftPreview }) {
	const { say } = useWords();
	const people = useView((view) => view.people);
	const faces = concerns.flatMap((person) => people.get(person) ?? []);
	return (
		<div role="status" className={styles['effects']}>
			<p className="heard-only">{say.shift.moves(moves.length)}</p>
			<ul className={styles['moves']}>
				{moves.map(({ id, title, from, to, shorter }) => (
					<li key={id} className={styles['move']}>
						<span>{title}</span>
						<span className={styles['times']}>
							<del>{from}</del> <ArrowRight size={13} aria-hidden /> <ins>{to}</ins>
						</span>
						{shorter > 0 && <span className={styles['shorter']}>{say.shift.shorter(shorter)}</span>}
					</li>
				))}
			</ul>
			{warnings.map((warning) => (
				<p key={warning} className={styles['warning']}>
					<TriangleAlert size={16} aria-hidden /> {warning}
				</p>
			))}
			{warnings.length === 0 && (
				<p className={styles['fine']}>
					<Check size={15} aria-hidden /> {say.shift.noHits}
				</p>
			)}
			{faces.length > 0 && (
				<p className={styles['concerns']}>
					{say.shift.concerns} <DiscStack faces={faces} most={8} size="small" />
				</p>
			)}
		</div>
	);
}

const clamp = (minutes: number): number =>
	Number.isInteger(minutes) ? Math.max(-MOST_MINUTES, Math.min(MOST_MINUTES, minutes)) : 0;

const amounts: readonly number[] = [5, 10, 15, 30, -5];
const MOST_MINUTES = 720;
