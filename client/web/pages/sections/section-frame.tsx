/** The frame of a private section's page: opened for those who may read it, explained to those who may not. */
import { type ReactNode, useCallback } from 'react';
import { mayRead, sectionCategory } from '../../../../shared/access/permissions.ts';
import type { Section } from '../../../../shared/document/schema.ts';
import { CannotOpen } from '../../../sdk/open.ts';
import type { Wedding } from '../../../sdk/handle.ts';
import { useOpenSection } from '../../../react/use-section.ts';
import { useView, useWedding } from '../../../react/use-view.ts';
import { useParts } from '../../app-parts.ts';
import { useWords } from '../../messages/messages.ts';
import { SystemPage } from '../system.tsx';

interface Props<S extends Section> {
	readonly section: S;
	readonly children: (wedding: Wedding<S>) => ReactNode;
}

export function SectionFrame<S extends Section>(props: Props<S>) {
	const { say } = useWords();
	const role = useView(({ wedding, people }) => people.get(wedding.person.id)?.role ?? wedding.person.role);
	if (mayRead({ role }, props.section)) return <Opened {...props} />;
	const name = say.access.categories[sectionCategory[props.section]];
	return (
		<SystemPage
			isInside
			title={say.sections.closed}
			hint={say.sections.closedHint(name, say.roles[role])}
			to={{ href: '/access', name: say.access.title }}
		/>
	);
}

function Opened<S extends Section>({ section, children }: Props<S>) {
	const { openSection } = useParts();
	const { say } = useWords();
	const { id } = useWedding();
	const opening = useOpenSection(useCallback(() => openSection(id, section), [openSection, id, section]));
	switch (opening.kind) {
		case 'opening':
			return <div aria-busy aria-label={say.system.opening} role="status" />;
		case 'open':
			return children(opening.wedding);
		case 'failed': {
			const isAway = opening.cause instanceof CannotOpen && opening.cause.code === 'offline';
			return (
				<SystemPage
					isInside
					title={isAway ? say.sections.never : say.system.failed}
					hint={isAway ? say.system.neverHint : String(opening.cause)}
					to={{ href: '/', name: say.pages.now }}
				/>
			);
		}
	}
}
