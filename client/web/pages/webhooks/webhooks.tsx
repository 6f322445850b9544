/** x */
export function WebhooksPage() {
	return null;
}
