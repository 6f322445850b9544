/** When nothing may ring: a switch, and from when until when; over midnight, if that is how it is set. */
import type { QuietHours as Hours } from '../../../../shared/notices/wishes.ts';
import { SwitchField } from '../../components/choice-field.tsx';
import { FieldPair } from '../../components/field.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useAllWords } from '../../messages/all-words.ts';
import { timeWords } from '../../wording.ts';

export function QuietHours({
	value,
	label,
	save,
}: {
	readonly value: Hours | undefined;
	readonly label: string;
	/** `null`: none. */
	readonly save: (hours: Hours | null) => void;
}) {
	const { say, locale } = useAllWords();
	const show = (time: string) => timeWords(`2000-01-01T${time}`, locale);
	return (
		<>
			<SwitchField label={label} value={value !== undefined} commit={(isOn) => save(isOn ? usual : null)} />
			{value !== undefined && (
				<FieldPair>
					<TextField
						label={say.reach.from}
						type="time"
						value={value.from}
						show={show}
						commit={(from) => from !== '' && save({ ...value, from })}
					/>
					<TextField
						label={say.reach.to}
						type="time"
						value={value.to}
						show={show}
						commit={(to) => to !== '' && save({ ...value, to })}
					/>
				</FieldPair>
			)}
		</>
	);
}

const usual: Hours = { from: '22:00', to: '07:00' };
