/**
 * Judges whether this writer may do what an update does: each field it touches once, by the one table (`shared/access`),
 * against the document as it stands before. Fails closed: a field counts as touched whether or not what is written there will
 * be seen. Must not change the document.
 */
import { factsOf } from '../../shared/access/facts.ts';
import { type Deed, type Facts, may, mayWriteIn } from '../../shared/access/may.ts';
import { rootsOf } from '../../shared/document/schema.ts';
import type { Inspection, Writes } from './inspection.ts';
import { placeKey } from './place.ts';
import type { TouchedRecord, Touches } from './touches.ts';
import { type No, refuse } from './verdict.ts';

export function judgeRights({ doc, writing }: Inspection, writes: Writes, touches: Touches): No | undefined {
	if (writing.unbound === true) return undefined;
	const { who, section } = writing;
	// What touches nothing is still kept for ever: room that only those who may write something may take.
	if (touches.size === 0 && !mayWriteIn(who, rootsOf(section))) return readOnly;
	const facts = factsOf(doc);
	for (const touched of touches.records()) {
		const deeds = touched.isNew ? creationOf(touched, writes) : changesOf(touched, writes, facts);
		for (const deed of deeds) {
			const answer = may(who, deed, facts);
			if (!answer.may) return no(deed, answer.reason);
		}
	}
	return undefined;
}

/** One deed with all plain fields; one more for every other value a field could be seen to have. */
function creationOf(touched: TouchedRecord, writes: Writes): readonly Deed[] {
	const { root, record, fields } = touched;
	const given = [...fields].map(([field, values]) => {
		const isEmpty = lastAt(touched, field, writes)?.stands === false;
		return { field, values: isEmpty ? [...values, undefined] : [...values] };
	});
	const after = Object.fromEntries(given.map(({ field, values }) => [field, values[0]]));
	const others = given.flatMap(({ field, values }) =>
		values.slice(1).map((value) => ({ ...after, [field]: value })),
	);
	return [after, ...others].map((one) => ({ root, record, field: '', after: one }));
}

function changesOf(touched: TouchedRecord, writes: Writes, facts: Facts): readonly Deed[] {
	const { root, record, fields } = touched;
	const deeds = [...fields].flatMap(([field, values]): readonly Deed[] =>
		values.size === 0
			? [{ root, record, field }]
			: [...values].map((after) => ({ root, record, field, after })),
	);
	const isDeleted = lastAt(touched, 'deletedAt', writes)?.stands === true;
	if (!isDeleted || lastAt(touched, 'deletedBy', writes)?.stands === true) return deeds;
	// Deleted anew under a name that stood there before: as good as writing that name.
	return [...deeds, { root, record, field: 'deletedBy', after: facts.value(root, record, 'deletedBy') }];
}

function lastAt({ root, record }: TouchedRecord, key: string, { last }: Writes) {
	return last.get(placeKey({ kind: 'field', root, record, key }));
}

function no({ record, field }: Deed, reason: string): No {
	return refuse('not-allowed', reason, field === '' ? { record } : { record, field });
}

const readOnly = refuse('read-only', 'You see this part of the wedding and do not write in it.');
