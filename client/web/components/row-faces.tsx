/** At the end of a line: whose it is, and who else looks at it right now, each person once. */
import type { RecordKind } from '../../../shared/document/schema.ts';
import { useAttending } from '../../react/use-view.ts';
import { Disc, DiscStack, type Face, NobodyDisc } from './disc.tsx';

export function RowFaces({
	root,
	id,
	owner,
	nobody,
}: {
	readonly root: RecordKind;
	readonly id: string;
	readonly owner: Face | undefined;
	/** Said where it matters that nobody owns it. */
	readonly nobody?: string;
}) {
	const here = useAttending(root, id).map(({ person }) => person);
	const others = here.filter((person) => person.id !== owner?.id);
	return (
		<>
			{others.length > 0 && <DiscStack faces={others} size="small" most={2} isHere />}
			{owner !== undefined && <Disc face={owner} isHere={others.length < here.length} />}
			{owner === undefined && nobody !== undefined && <NobodyDisc label={nobody} />}
		</>
	);
}
