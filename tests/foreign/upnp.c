/* What libnice asks of libgupnp-igd, by a library that finds no router.
 *
 * Debian 12's whip-client links libsoup 2, and libnice loads libsoup 3 through the real one; a
 * process that has both of them ends itself.
 */

void *gupnp_simple_igd_thread_new(void) { return 0; }
unsigned long gupnp_simple_igd_get_type(void) { return 0; }
void gupnp_simple_igd_add_port(void) {}
void gupnp_simple_igd_remove_port_local(void) {}
