/** A mapping as rows that people can fill in, and back; what a row cannot say (other words for values) is kept as it was. Pure. */
import type { Mapping, MappingRule } from '../../relay/webhooks.ts';

export const rowKinds = ['from', 'format', 'value'] as const;
export type RowKind = (typeof rowKinds)[number];

export interface MappingRow {
	/** What it is called there. */
	readonly target: string;
	readonly kind: RowKind;
	readonly text: string;
	/** As it came. */
	readonly rule?: MappingRule;
}

export function rowsOf(mapping: Mapping | undefined): readonly MappingRow[] {
	return Object.entries(mapping?.fields ?? {}).map(([target, rule]) => ({ target, rule, ...said(rule) }));
}

/** Undefined if nothing is renamed: then the event goes out as it is. */
export function mappingOf(rows: readonly MappingRow[], into: Mapping['into']): Mapping | undefined {
	const fields = rows
		.filter(({ target, text }) => target.trim() !== '' && text.trim() !== '')
		.map((row) => [row.target.trim(), ruleOf(row)] as const);
	return fields.length === 0 ? undefined : { into, fields: Object.fromEntries(fields) };
}

function said(rule: MappingRule): Pick<MappingRow, 'kind' | 'text'> {
	if ('from' in rule) return { kind: 'from', text: rule.from };
	return 'format' in rule
		? { kind: 'format', text: rule.format }
		: { kind: 'value', text: String(rule.value ?? '') };
}

function ruleOf({ kind, text, rule }: MappingRow): MappingRule {
	const plain = text.trim();
	if (rule !== undefined && said(rule).kind === kind && said(rule).text === text) return rule;
	if (kind === 'format') return { format: text };
	if (kind === 'value') return { value: plain };
	return rule !== undefined && 'from' in rule ? { ...rule, from: plain } : ({ from: plain } as MappingRule);
}
