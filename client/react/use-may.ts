/** The hooks by which a component asks what may be done here, and hears again when a role, an owner or an emergency changes it. */
import { createContext, useContext } from 'react';
import type { Answer } from '../../shared/access/may.ts';
import type { RecordKind, Root } from '../../shared/document/schema.ts';
import { judge, mayCreate, mayDelete, type Rights, rightsOn, sameRights } from './rights.ts';
import { sameDeep } from './steady.ts';
import { useView } from './use-view.ts';

/** Whether this person is in emergency access now. */
export const RaisedContext = createContext(false);

export function useRights(root: Root, id: string): Rights {
	const isRaised = useContext(RaisedContext);
	return useView((view) => rightsOn(view, root, id, isRaised), sameRights);
}

/** One field of one record. */
export function useMay(root: Root, id: string, field: string): Answer {
	const isRaised = useContext(RaisedContext);
	return useView((view) => judge(view, { root, record: id, field }, isRaised), sameDeep);
}

export function useMayCreate(root: RecordKind): Answer {
	const isRaised = useContext(RaisedContext);
	return useView((view) => mayCreate(view, root, isRaised), sameDeep);
}

export function useMayDelete(root: RecordKind, id: string): Answer {
	const isRaised = useContext(RaisedContext);
	return useView((view) => mayDelete(view, root, id, isRaised), sameDeep);
}
