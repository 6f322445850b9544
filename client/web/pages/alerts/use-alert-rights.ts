/** Who may say something to the others, and who may settle other people's calls: the table's own levels for alerts. */
import { useContext } from 'react';
import { levelOf, reaches } from '../../../../shared/access/permissions.ts';
import { RaisedContext } from '../../../react/use-may.ts';
import { useView } from '../../../react/use-view.ts';

export function useAlertRights(): { readonly mayAnnounce: boolean; readonly decides: boolean } {
	const raised = useContext(RaisedContext);
	const role = useView(({ wedding, people }) => people.get(wedding.person.id)?.role ?? wedding.person.role);
	const level = levelOf({ role, raised }, 'alerts');
	return { mayAnnounce: reaches(level, 'write'), decides: reaches(level, 'manage') };
}

/** The wedding's settings: its policy and what is connected to it. */
export function useMaySettle(): boolean {
	const raised = useContext(RaisedContext);
	const role = useView(({ wedding, people }) => people.get(wedding.person.id)?.role ?? wedding.person.role);
	return reaches(levelOf({ role, raised }, 'settings'), 'write');
}
