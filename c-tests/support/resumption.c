#include "harness.h"

const unsigned char resumption_id_context[12] = "resumption";

void resumption_prepare(struct pair *pair) {
    assert_int_equal(SSL_CTX_set_session_id_context(pair->server_ctx, resumption_id_context,
                                                    sizeof(resumption_id_context)),
                     1);
    SSL_CTX_set_session_cache_mode(pair->client_ctx, SSL_SESS_CACHE_CLIENT);
    SSL_CTX_set_num_tickets(pair->server_ctx, 1);
}

void resumption_close(struct pair *pair) {
    char buffer[16];

    while (SSL_read(pair->client, buffer, sizeof(buffer)) > 0)
        continue;
    SSL_shutdown(pair->client);
    SSL_shutdown(pair->server);
    SSL_shutdown(pair->client);
    SSL_shutdown(pair->server);
    ERR_clear_error();
}

SSL_SESSION *resumption_first(struct pair *pair) {
    SSL_SESSION *session;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_session_reused(pair->client), 0);
    assert_int_equal(SSL_session_reused(pair->server), 0);
    pair_exchange(pair->server, pair->client, "with the ticket before it");
    session = SSL_get1_session(pair->client);
    resumption_close(pair);
    assert_non_null(session);
    return session;
}

int resumption_second(struct pair *pair, SSL_SESSION *session) {
    int reused;

    pair_open(pair, MEMORY);
    assert_int_equal(SSL_set_session(pair->client, session), 1);
    assert_true(pair_handshake(pair));
    reused = SSL_session_reused(pair->client);
    assert_int_equal(SSL_session_reused(pair->server), reused);
    pair_exchange(pair->client, pair->server, "second");
    pair_exchange(pair->server, pair->client, "connection");
    return reused;
}
