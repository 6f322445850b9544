/** x */
export function PolicyPage() {
	return null;
}
