/* The connection's session in each callback of a handshake: a full handshake, one resumed with a
 * ticket, one resumed from the server's cache; with client certificates. A line has: role,
 * callback, state; SSL_version, SSL_session_reused; the session's version, length of the id,
 * cipher, host name, timeout, whether it has the mark that the role's first callback left in its
 * extra data, a peer, a ticket; "*" when it is another object than in the line before; and the
 * cipher that SSL_get_pending_cipher names. The info callback is a line when something has
 * changed. */
#include "harness.h"
#include "journal.h"

#include <openssl/rand.h>

static int mark = -1;
static int recording;
static struct {
    SSL_SESSION *session;
    char facts[256];
} seen[2];

static const char *cipher_name(const SSL_CIPHER *cipher) {
    static const struct {
        unsigned id;
        const char *name;
    } names[] = {{0x1302, "A"}, {0x1301, "B"}, {0xc02c, "a"}, {0xc02b, "b"}};

    if (cipher == NULL)
        return "-";
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (SSL_CIPHER_get_protocol_id(cipher) == names[i].id)
            return names[i].name;
    return SSL_CIPHER_get_name(cipher);
}

static void see(const SSL *ssl, const char *callback) {
    int role = SSL_is_server(ssl);
    SSL_SESSION *session = SSL_get_session(ssl);
    char facts[256];
    unsigned id = 0;
    int length;

    length =
        snprintf(facts, sizeof(facts), "%x r%d ", SSL_version(ssl), SSL_session_reused((SSL *)ssl));
    if (session != NULL) {
        const char *host = SSL_SESSION_get0_hostname(session);

        SSL_SESSION_get_id(session, &id);
        length += snprintf(facts + length, sizeof(facts) - (size_t)length,
                           "s%x id%u %s %s t%ld%s%s%s", SSL_SESSION_get_protocol_version(session),
                           id, cipher_name(SSL_SESSION_get0_cipher(session)),
                           host != NULL ? host : "-", SSL_SESSION_get_timeout(session),
                           SSL_SESSION_get_ex_data(session, mark) != NULL ? " mark" : "",
                           SSL_SESSION_get0_peer(session) != NULL ? " peer" : "",
                           SSL_SESSION_has_ticket(session) ? " ticket" : "");
        if (seen[role].session != session && recording)
            SSL_SESSION_set_ex_data(session, mark, &mark);
    } else {
        length += snprintf(facts + length, sizeof(facts) - (size_t)length, "-");
    }
    snprintf(facts + length, sizeof(facts) - (size_t)length, " p%s",
             cipher_name(SSL_get_pending_cipher(ssl)));
    if (!recording)
        return;
    if (strcmp(callback, "info") != 0 || strcmp(seen[role].facts, facts) != 0 ||
        seen[role].session != session)
        journal("%c %s %s: %s%s\n", role ? 'S' : 'C', callback, SSL_state_string(ssl), facts,
                seen[role].session == session ? "" : " *");
    seen[role].session = session;
    strcpy(seen[role].facts, facts);
}

static void on_info(const SSL *ssl, int where, int value) {
    (void)where, (void)value;
    see(ssl, "info");
}

static int on_hello(SSL *ssl, int *alert, void *argument) {
    (void)alert, (void)argument;
    see(ssl, "client_hello");
    return SSL_CLIENT_HELLO_SUCCESS;
}

static int on_name(SSL *ssl, int *alert, void *argument) {
    (void)alert, (void)argument;
    see(ssl, "servername");
    return SSL_TLSEXT_ERR_OK;
}

static int on_alpn(SSL *ssl, const unsigned char **out, unsigned char *length,
                   const unsigned char *in, unsigned in_length, void *argument) {
    (void)in_length, (void)argument;
    see(ssl, "alpn");
    *out = in + 1;
    *length = in[0];
    return SSL_TLSEXT_ERR_OK;
}

static int on_certificate(SSL *ssl, void *argument) {
    (void)argument;
    see(ssl, "cert");
    return 1;
}

static int on_verify(int ok, X509_STORE_CTX *store) {
    if (X509_STORE_CTX_get_error_depth(store) == 0)
        see(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()), "verify");
    return ok;
}

static int on_status(SSL *ssl, void *argument) {
    (void)argument;
    see(ssl, "status");
    return SSL_is_server(ssl) ? SSL_TLSEXT_ERR_NOACK : 1;
}

static int on_key(SSL *ssl, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *cipher,
                  EVP_MAC_CTX *mac, int seal) {
    static unsigned char key[32];
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_octet_string("key", key, sizeof(key)),
        OSSL_PARAM_construct_utf8_string("digest", (char *)"SHA256", 0),
        OSSL_PARAM_construct_end(),
    };

    see(ssl, seal ? "seal" : "open");
    if (seal) {
        memset(name, 'k', 16);
        memset(iv, 'i', 16);
    }
    return EVP_MAC_CTX_set_params(mac, params) &&
           EVP_CipherInit_ex(cipher, EVP_aes_256_cbc(), NULL, key, iv, seal);
}

static int on_generate(SSL *ssl, void *argument) {
    (void)argument;
    see(ssl, "generate");
    return 1;
}

static SSL_TICKET_RETURN on_decrypt(SSL *ssl, SSL_SESSION *session, const unsigned char *name,
                                    size_t length, SSL_TICKET_STATUS status, void *argument) {
    (void)session, (void)name, (void)length, (void)argument;
    see(ssl, "decrypt");
    return status == SSL_TICKET_SUCCESS || status == SSL_TICKET_SUCCESS_RENEW
               ? SSL_TICKET_RETURN_USE
               : SSL_TICKET_RETURN_IGNORE_RENEW;
}

static int on_new(SSL *ssl, SSL_SESSION *session) {
    (void)session;
    see(ssl, "new");
    return 0;
}

static SSL_SESSION *on_get(SSL *ssl, const unsigned char *id, int length, int *copy) {
    (void)id, (void)length;
    see(ssl, "get");
    *copy = 0;
    return NULL;
}

static int on_id(SSL *ssl, unsigned char *id, unsigned *length) {
    see(ssl, "session_id");
    return RAND_bytes(id, (int)*length);
}

static int on_not_resumable(SSL *ssl, int forward_secret) {
    (void)forward_secret;
    see(ssl, "not_resumable");
    return 0;
}

static void set_callbacks(SSL_CTX *ctx) {
    SSL_CTX_set_info_callback(ctx, on_info);
    SSL_CTX_set_cert_cb(ctx, on_certificate, NULL);
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, on_verify);
    SSL_CTX_set_tlsext_status_cb(ctx, on_status);
    SSL_CTX_sess_set_new_cb(ctx, on_new);
}

static void connect_once(struct pair *pair, SSL_SESSION *session) {
    pair_open(pair, MEMORY);
    SSL_set_tlsext_host_name(pair->client, "localhost");
    SSL_set_tlsext_status_type(pair->client, TLSEXT_STATUSTYPE_ocsp);
    assert_int_equal(SSL_set_session(pair->client, session), 1);
    assert_true(pair_handshake(pair));
    pair_exchange(pair->server, pair->client, "with the tickets before it");
}

enum { FULL = 0, RESUMED = 1, BY_ID = 2 };

static void run(struct pair *pair, int choice) {
    SSL_SESSION *session;

    if (mark < 0)
        mark = SSL_SESSION_get_ex_new_index(0, NULL, NULL, NULL, NULL);
    memset(seen, 0, sizeof(seen));
    resumption_prepare(pair);
    SSL_CTX_set_num_tickets(pair->server_ctx, 2);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(pair->server_ctx), identity_cert(CA));
    use_identity(pair->client_ctx, CLIENT_EC);
    SSL_CTX_set_alpn_protos(pair->client_ctx, (const unsigned char *)"\2h2", 3);
    set_callbacks(pair->client_ctx);
    set_callbacks(pair->server_ctx);
    SSL_CTX_set_client_hello_cb(pair->server_ctx, on_hello, NULL);
    SSL_CTX_set_tlsext_servername_callback(pair->server_ctx, on_name);
    SSL_CTX_set_alpn_select_cb(pair->server_ctx, on_alpn, NULL);
    SSL_CTX_set_tlsext_ticket_key_evp_cb(pair->server_ctx, on_key);
    SSL_CTX_set_session_ticket_cb(pair->server_ctx, on_generate, on_decrypt, NULL);
    SSL_CTX_sess_set_get_cb(pair->server_ctx, on_get);
    SSL_CTX_set_generate_session_id(pair->server_ctx, on_id);
    SSL_CTX_set_not_resumable_session_callback(pair->server_ctx, on_not_resumable);
    if (choice & BY_ID)
        SSL_CTX_set_options(pair->server_ctx, SSL_OP_NO_TICKET);
    recording = choice == FULL || choice == BY_ID;
    connect_once(pair, NULL);
    if (choice & RESUMED) {
        session = SSL_get1_session(pair->client);
        resumption_close(pair);
        recording = 1;
        memset(seen, 0, sizeof(seen));
        connect_once(pair, session);
        SSL_SESSION_free(session);
    }
    recording = 0;
}

static const struct journal_row rows[] = {
    {"full/tls12", TLS1_2_VERSION, run, FULL,
     "C info PINIT: 304 r0 - p-\n"
     "C info TWCH: 303 r0 s303 id0 - - t7200 p- *\n"
     "C info TWCH: 303 r0 s303 id0 - - t7200 mark p-\n"
     "S info PINIT: 304 r0 - p-\n"
     "S client_hello TRCH: 304 r0 - p-\n"
     "S decrypt TRCH: 303 r0 - p-\n"
     "S servername TRCH: 303 r0 s303 id0 - - t7200 p- *\n"
     "S cert TRCH: 303 r0 s303 id0 - localhost t7200 mark p-\n"
     "S not_resumable TRCH: 303 r0 s303 id0 - localhost t7200 mark pa\n"
     "S status TRCH: 303 r0 s303 id0 - localhost t7200 mark pa\n"
     "S alpn TRCH: 303 r0 s303 id0 - localhost t7200 mark pa\n"
     "C info TRSH: 303 r0 s303 id0 - localhost t7200 mark pa\n"
     "C verify TRSC: 303 r0 s303 id0 - localhost t7200 mark pa\n"
     "C info TRSC: 303 r0 s303 id0 - localhost t7200 mark peer pa\n"
     "C cert TRCR: 303 r0 s303 id0 - localhost t7200 mark peer pa\n"
     "C status TRSD: 303 r0 s303 id0 - localhost t7200 mark peer pa\n"
     "C info TWCCS: 303 r0 s303 id0 a localhost t7200 mark peer pa\n"
     "S verify TRCC: 303 r0 s303 id0 - localhost t7200 mark pa\n"
     "S info TRCC: 303 r0 s303 id0 - localhost t7200 mark peer pa\n"
     "S info TRCCS: 303 r0 s303 id0 a localhost t7200 mark peer pa\n"
     "S generate TWST: 303 r0 s303 id0 a localhost t7200 mark peer pa\n"
     "S seal TWST: 303 r0 s303 id0 a localhost t7200 mark peer pa\n"
     "C info TRST: 303 r0 s303 id32 a localhost t7200 mark peer ticket pa\n"
     "C new SSLOK: 303 r0 s303 id32 a localhost t7200 mark peer ticket pa\n"},
    {"full/tls13", TLS1_3_VERSION, run, FULL,
     "C info PINIT: 304 r0 - p-\n"
     "C info TWCH: 304 r0 s304 id0 - - t7200 p- *\n"
     "C info TWCH: 304 r0 s304 id0 - - t7200 mark p-\n"
     "S info PINIT: 304 r0 - p-\n"
     "S client_hello TRCH: 304 r0 - p-\n"
     "S servername TRCH: 304 r0 s304 id0 - - t7200 pA *\n"
     "S alpn TRCH: 304 r0 s304 id0 - localhost t7200 mark pA\n"
     "S cert TRCH: 304 r0 s304 id0 - localhost t7200 mark pA\n"
     "S not_resumable TRCH: 304 r0 s304 id0 - localhost t7200 mark pA\n"
     "S status TRCH: 304 r0 s304 id0 - localhost t7200 mark pA\n"
     "S info TWCCS: 304 r0 s304 id0 A localhost t7200 mark pA\n"
     "C info TRSH: 304 r0 s304 id0 A - t7200 mark pA\n"
     "C info TREE: 304 r0 s304 id0 A localhost t7200 mark pA\n"
     "C verify TRSC: 304 r0 s304 id0 A localhost t7200 mark pA\n"
     "C info TRSC: 304 r0 s304 id0 A localhost t7200 mark peer pA\n"
     "C cert TRSCV: 304 r0 s304 id0 A localhost t7200 mark peer pA\n"
     "C status TRFIN: 304 r0 s304 id0 A localhost t7200 mark peer pA\n"
     "S verify TRCC: 304 r0 s304 id0 A localhost t7200 mark pA\n"
     "S info TRCC: 304 r0 s304 id0 A localhost t7200 mark peer pA\n"
     "S session_id TWST: 304 r0 s304 id32 A localhost t7200 mark peer pA\n"
     "S generate TWST: 304 r0 s304 id32 A localhost t7200 mark peer pA\n"
     "S seal TWST: 304 r0 s304 id32 A localhost t7200 mark peer pA\n"
     "S new TWST: 304 r0 s304 id32 A localhost t7200 mark peer pA\n"
     "S session_id TWST: 304 r0 s304 id32 A localhost t7200 mark peer pA *\n"
     "S generate TWST: 304 r0 s304 id32 A localhost t7200 mark peer pA\n"
     "S seal TWST: 304 r0 s304 id32 A localhost t7200 mark peer pA\n"
     "S new TWST: 304 r0 s304 id32 A localhost t7200 mark peer pA\n"
     "C new TRST: 304 r0 s304 id32 A localhost t7200 mark peer ticket pA *\n"
     "C new TRST: 304 r0 s304 id32 A localhost t7200 mark peer ticket pA *\n"},
    {"full_without_tickets/tls12", TLS1_2_VERSION, run, BY_ID,
     "C info PINIT: 304 r0 - p-\n"
     "C info TWCH: 303 r0 s303 id0 - - t7200 p- *\n"
     "C info TWCH: 303 r0 s303 id0 - - t7200 mark p-\n"
     "S info PINIT: 304 r0 - p-\n"
     "S client_hello TRCH: 304 r0 - p-\n"
     "S session_id TRCH: 303 r0 - p-\n"
     "S servername TRCH: 303 r0 s303 id32 - - t7200 p- *\n"
     "S cert TRCH: 303 r0 s303 id32 - localhost t7200 mark p-\n"
     "S not_resumable TRCH: 303 r0 s303 id32 - localhost t7200 mark pa\n"
     "S status TRCH: 303 r0 s303 id32 - localhost t7200 mark pa\n"
     "S alpn TRCH: 303 r0 s303 id32 - localhost t7200 mark pa\n"
     "C info TRSH: 303 r0 s303 id32 - localhost t7200 mark pa\n"
     "C verify TRSC: 303 r0 s303 id32 - localhost t7200 mark pa\n"
     "C info TRSC: 303 r0 s303 id32 - localhost t7200 mark peer pa\n"
     "C cert TRCR: 303 r0 s303 id32 - localhost t7200 mark peer pa\n"
     "C status TRSD: 303 r0 s303 id32 - localhost t7200 mark peer pa\n"
     "C info TWCCS: 303 r0 s303 id32 a localhost t7200 mark peer pa\n"
     "S verify TRCC: 303 r0 s303 id32 - localhost t7200 mark pa\n"
     "S info TRCC: 303 r0 s303 id32 - localhost t7200 mark peer pa\n"
     "S info TRCCS: 303 r0 s303 id32 a localhost t7200 mark peer pa\n"
     "S new SSLOK: 303 r0 s303 id32 a localhost t7200 mark peer pa\n"
     "C new SSLOK: 303 r0 s303 id32 a localhost t7200 mark peer pa\n"},
    {"full_without_tickets/tls13", TLS1_3_VERSION, run, BY_ID,
     "C info PINIT: 304 r0 - p-\n"
     "C info TWCH: 304 r0 s304 id0 - - t7200 p- *\n"
     "C info TWCH: 304 r0 s304 id0 - - t7200 mark p-\n"
     "S info PINIT: 304 r0 - p-\n"
     "S client_hello TRCH: 304 r0 - p-\n"
     "S servername TRCH: 304 r0 s304 id0 - - t7200 pA *\n"
     "S alpn TRCH: 304 r0 s304 id0 - localhost t7200 mark pA\n"
     "S cert TRCH: 304 r0 s304 id0 - localhost t7200 mark pA\n"
     "S not_resumable TRCH: 304 r0 s304 id0 - localhost t7200 mark pA\n"
     "S status TRCH: 304 r0 s304 id0 - localhost t7200 mark pA\n"
     "S info TWCCS: 304 r0 s304 id0 A localhost t7200 mark pA\n"
     "C info TRSH: 304 r0 s304 id0 A - t7200 mark pA\n"
     "C info TREE: 304 r0 s304 id0 A localhost t7200 mark pA\n"
     "C verify TRSC: 304 r0 s304 id0 A localhost t7200 mark pA\n"
     "C info TRSC: 304 r0 s304 id0 A localhost t7200 mark peer pA\n"
     "C cert TRSCV: 304 r0 s304 id0 A localhost t7200 mark peer pA\n"
     "C status TRFIN: 304 r0 s304 id0 A localhost t7200 mark peer pA\n"
     "S verify TRCC: 304 r0 s304 id0 A localhost t7200 mark pA\n"
     "S info TRCC: 304 r0 s304 id0 A localhost t7200 mark peer pA\n"
     "S session_id TWST: 304 r0 s304 id32 A localhost t7200 mark peer pA\n"
     "S generate TWST: 304 r0 s304 id32 A localhost t7200 mark peer pA\n"
     "S new TWST: 304 r0 s304 id32 A localhost t7200 mark peer pA\n"
     "S session_id TWST: 304 r0 s304 id32 A localhost t7200 mark peer pA *\n"
     "S generate TWST: 304 r0 s304 id32 A localhost t7200 mark peer pA\n"
     "S new TWST: 304 r0 s304 id32 A localhost t7200 mark peer pA\n"
     "C new TRST: 304 r0 s304 id32 A localhost t7200 mark peer ticket pA *\n"
     "C new TRST: 304 r0 s304 id32 A localhost t7200 mark peer ticket pA *\n"},
    {"resumed_with_a_ticket/tls12", TLS1_2_VERSION, run, RESUMED,
     "C info PINIT: 304 r0 s303 id32 a localhost t7200 peer ticket p- *\n"
     "C info PINIT: 304 r0 s303 id32 a localhost t7200 mark peer ticket p-\n"
     "C info TWCH: 303 r0 s303 id32 a localhost t7200 mark peer ticket p-\n"
     "S info PINIT: 304 r0 - p-\n"
     "S client_hello TRCH: 304 r0 - p-\n"
     "S open TRCH: 303 r0 - p-\n"
     "S decrypt TRCH: 303 r0 - p-\n"
     "S servername TRCH: 303 r1 s303 id32 a localhost t7200 peer p- *\n"
     "S alpn TRCH: 303 r1 s303 id32 a localhost t7200 mark peer pa\n"
     "C info TRSH: 303 r1 s303 id32 a localhost t7200 mark peer ticket pa\n"},
    {"resumed_with_a_ticket/tls13", TLS1_3_VERSION, run, RESUMED,
     "C info PINIT: 304 r0 s304 id32 A localhost t7200 peer ticket p- *\n"
     "C info PINIT: 304 r0 s304 id32 A localhost t7200 mark peer ticket p-\n"
     "S info PINIT: 304 r0 - p-\n"
     "S client_hello TRCH: 304 r0 - p-\n"
     "S open TRCH: 304 r0 - pA\n"
     "S decrypt TRCH: 304 r0 - pA\n"
     "S servername TRCH: 304 r1 s304 id32 A localhost t7200 peer pA *\n"
     "S alpn TRCH: 304 r1 s304 id32 A localhost t7200 mark peer pA\n"
     "C info TRSH: 304 r1 s304 id32 A localhost t7200 mark peer ticket pA\n"
     "C status TRFIN: 304 r1 s304 id32 A localhost t7200 mark peer ticket pA\n"},
    {"resumed_from_the_cache/tls12", TLS1_2_VERSION, run, RESUMED | BY_ID,
     "C info PINIT: 304 r0 s303 id32 a localhost t7200 peer p- *\n"
     "C info PINIT: 304 r0 s303 id32 a localhost t7200 mark peer p-\n"
     "C info TWCH: 303 r0 s303 id32 a localhost t7200 mark peer p-\n"
     "S info PINIT: 304 r0 - p-\n"
     "S client_hello TRCH: 304 r0 - p-\n"
     "S servername TRCH: 303 r1 s303 id32 a localhost t7200 peer p- *\n"
     "S alpn TRCH: 303 r1 s303 id32 a localhost t7200 mark peer pa\n"
     "C info TRSH: 303 r1 s303 id32 a localhost t7200 mark peer pa\n"},
    {"resumed_from_the_cache/tls13", TLS1_3_VERSION, run, RESUMED | BY_ID,
     "C info PINIT: 304 r0 s304 id32 A localhost t7200 peer ticket p- *\n"
     "C info PINIT: 304 r0 s304 id32 A localhost t7200 mark peer ticket p-\n"
     "S info PINIT: 304 r0 - p-\n"
     "S client_hello TRCH: 304 r0 - p-\n"
     "S servername TRCH: 304 r1 s304 id32 A localhost t7200 peer pA *\n"
     "S alpn TRCH: 304 r1 s304 id32 A localhost t7200 mark peer pA\n"
     "C info TRSH: 304 r1 s304 id32 A localhost t7200 mark peer ticket pA\n"
     "C status TRFIN: 304 r1 s304 id32 A localhost t7200 mark peer ticket pA\n"
     "S session_id TWST: 304 r1 s304 id32 A localhost t7200 mark peer pA *\n"
     "S generate TWST: 304 r1 s304 id32 A localhost t7200 mark peer pA\n"
     "S new TWST: 304 r1 s304 id32 A localhost t7200 mark peer pA\n"
     "C new TRST: 304 r1 s304 id32 A localhost t7200 mark peer ticket pA *\n"},
};

JOURNALS_MAIN(rows)
