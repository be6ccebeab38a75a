/* The effect of each question to the security callback: the callback refuses only one of them,
 * or only one value. Both sides have a certificate. */
#include "harness.h"

struct denied {
    int operation;
    int about; /* a suite, group, signature algorithm or version; 0 for all */
};

static int deny(const SSL *ssl, const SSL_CTX *ctx, int operation, int bits, int nid, void *other,
                void *ex) {
    const struct denied *denied = ex;
    const unsigned char *number = other;

    (void)ssl;
    (void)ctx;
    (void)bits;
    if (operation != denied->operation)
        return 1;
    if (denied->about == 0)
        return 0;
    switch (operation & SSL_SECOP_OTHER_TYPE) {
    case SSL_SECOP_OTHER_CIPHER:
        return SSL_CIPHER_get_protocol_id(other) != denied->about;
    case SSL_SECOP_OTHER_CURVE:
    case SSL_SECOP_OTHER_SIGALG:
        return (number[0] << 8 | number[1]) != denied->about;
    default:
        return nid != denied->about;
    }
}

/* How the handshake goes: the alert sent with the reason, the peer's reason, or what is other than
 * usual. */
static void describe(struct pair *pair, char *text, size_t size) {
    struct alert_log log;
    int done, own, others, hash = 0;

    note_alerts(pair->subject, &log);
    done = pair_handshake(pair);
    own = pair->subject_is_server ? pair->server_failure : pair->client_failure;
    others = pair->subject_is_server ? pair->client_failure : pair->server_failure;
    if (!done && log.received > 0) {
        snprintf(text, size, "peer: %s", ERR_reason_error_string(ERR_PACK(ERR_LIB_SSL, 0, others)));
    } else if (!done) {
        snprintf(text, size, "%d %s", log.sent > 0 ? log.sent_code : -1,
                 own == ERR_R_INTERNAL_ERROR
                     ? "internal error"
                     : ERR_reason_error_string(ERR_PACK(ERR_LIB_SSL, 0, own)));
    } else {
        char byte;

        SSL_read(pair->client, &byte, 1);
        SSL_get_peer_signature_nid(pair->client, &hash);
        snprintf(text, size, "%s%s%s%s%s",
                 strstr(SSL_get_cipher_name(pair->client), "AES_256") ||
                         strstr(SSL_get_cipher_name(pair->client), "AES256")
                     ? ""
                     : "suite ",
                 SSL_get_negotiated_group(pair->client) == NID_X25519 ? "" : "group ",
                 hash == NID_sha256 ? "" : "hash ",
                 SSL_get0_peer_certificate(pair->server) != NULL ? "" : "certificate ",
                 SSL_SESSION_has_ticket(SSL_get_session(pair->client)) ? "" : "ticket ");
    }
    ERR_clear_error();
}

static const struct {
    const char *name;
    struct denied denied;
    const char *tls12_client, *tls12_server, *tls13_client, *tls13_server;
} rows[] = {
#define ALL(operation)                                                                             \
#operation, {                                                                                  \
        SSL_SECOP_##operation, 0                                                                   \
    }
#define ONE(operation, about)                                                                      \
#operation " " #about, {                                                                       \
        SSL_SECOP_##operation, about                                                               \
    }
#define EVERYWHERE(text) text, text, text, text
    {ALL(CIPHER_SUPPORTED), "80 no ciphers available", "", "80 no ciphers available", ""},
    {ALL(CIPHER_SHARED), "", "40 no shared cipher", "", "40 no shared cipher"},
    {ALL(CIPHER_CHECK), "47 wrong cipher returned", "", "47 wrong cipher returned", ""},
    {ONE(CIPHER_SUPPORTED, 0x1302), "", "", "suite ", ""},
    {ONE(CIPHER_SHARED, 0x1302), "", "", "", "suite "},
    {ONE(CIPHER_CHECK, 0x1302), "", "", "47 wrong cipher returned", ""},
    {ONE(CIPHER_SUPPORTED, 0xc02c), "suite ", "", "", ""},
    {ONE(CIPHER_SHARED, 0xc02c), "", "suite ", "", ""},
    {ONE(CIPHER_CHECK, 0xc02c), "47 wrong cipher returned", "", "", ""},
    /* In TLS 1.2: no_groups_are_left_in_tls12 below. */
    {ALL(CURVE_SUPPORTED), NULL, "", "80 no suitable groups", "40 no suitable key share"},
    {ALL(CURVE_SHARED), "", "40 no shared cipher", "", ""},
    {ALL(CURVE_CHECK), "47 wrong curve", "40 no shared cipher", "", "40 no suitable key share"},
    {ONE(CURVE_SUPPORTED, 0x1d), "group ", "", "group ", "group "},
    {ONE(CURVE_SHARED, 0x1d), "", "group ", "", ""},
    {ONE(CURVE_CHECK, 0x1d), "47 wrong curve", "", "", "group "},
    /* The curve of the certificates. */
    {ONE(CURVE_SUPPORTED, 0x17), "peer: no shared cipher", "", "", ""},
    {ONE(CURVE_SHARED, 0x17), EVERYWHERE("")},
    {ONE(CURVE_CHECK, 0x17), "47 wrong curve", "40 no shared cipher", "", ""},
    {ALL(TMP_DH), EVERYWHERE("")},
    {ALL(VERSION), EVERYWHERE("-1 internal error")},
    {ONE(VERSION, TLS1_VERSION), EVERYWHERE("")},
    {ONE(VERSION, TLS1_2_VERSION), "70 no protocols available", "70 no protocols available", "",
     ""},
    {ONE(VERSION, TLS1_3_VERSION), EVERYWHERE("-1 internal error")},
    {ALL(TICKET), "ticket ", "ticket ", "", ""},
    {ALL(COMPRESSION), EVERYWHERE("")},
    {ALL(SIGALG_SUPPORTED), EVERYWHERE("80 no suitable signature algorithm")},
    {ALL(SIGALG_SHARED), "certificate ", "40 no shared signature algorithms", "certificate ",
     "40 no shared signature algorithms"},
    {ALL(SIGALG_CHECK), EVERYWHERE("40 wrong signature type")},
    {ALL(SIGALG_MASK), "80 no ciphers available", "", "", ""},
    {ONE(SIGALG_SUPPORTED, 0x0403), "hash ", "", "peer: no suitable signature algorithm",
     "certificate "},
    {ONE(SIGALG_SHARED, 0x0403), "", "hash ", "certificate ", "40 no suitable signature algorithm"},
    {ONE(SIGALG_CHECK, 0x0403), EVERYWHERE("40 wrong signature type")},
    {ONE(SIGALG_MASK, 0x0403), EVERYWHERE("")},
    {ALL(EE_KEY), EVERYWHERE("80 ee key too small")},
    {ALL(CA_KEY), EVERYWHERE("80 ca key too small")},
    {ALL(CA_MD), EVERYWHERE("80 ca md too weak")},
    {ALL(PEER_EE_KEY), EVERYWHERE("")},
    {ALL(PEER_CA_KEY), EVERYWHERE("")},
    {ALL(PEER_CA_MD), EVERYWHERE("")},
};

static void both_show_certificates(struct pair *pair) {
    X509_STORE *store = SSL_CTX_get_cert_store(pair->client_ctx);

    use_identity(pair->client_ctx, CLIENT_EC);
    SSL_CTX_set_verify(pair->server_ctx, SSL_VERIFY_PEER, NULL);
    X509_STORE_up_ref(store);
    SSL_CTX_set_cert_store(pair->server_ctx, store);
    SSL_CTX_set_num_tickets(pair->server_ctx, 1);
}

static void open_with(struct pair *pair, struct denied *denied) {
    pair_open(pair, MEMORY);
    SSL_set_security_callback(pair->subject, deny);
    SSL_set0_security_ex_data(pair->subject, denied);
}

static void each_question_decides_what_it_is_about(void **state) {
    struct pair *pair = *state;
    int tls13 = pair->version == TLS1_3_VERSION;
    char text[200];

    both_show_certificates(pair);
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        const char *client = tls13 ? rows[i].tls13_client : rows[i].tls12_client,
                   *server = tls13 ? rows[i].tls13_server : rows[i].tls12_server,
                   *expected = pair->subject_is_server ? server : client;
        struct denied denied = rows[i].denied;

        if (expected == NULL)
            continue;
        open_with(pair, &denied);
        describe(pair, text, sizeof(text));
        if (strcmp(text, expected) != 0)
            fail_msg("%s: \"%s\" instead of \"%s\"", rows[i].name, text, expected);
        pair_close(pair);
    }
    pair_open(pair, MEMORY);
}

/* OpenSSL's client sends a hello that names none. */
static void no_groups_are_left_in_tls12(void **state) {
    struct pair *pair = *state;
    struct denied denied = {SSL_SECOP_CURVE_SUPPORTED, 0};
    char text[200];

    open_with(pair, &denied);
    describe(pair, text, sizeof(text));
    assert_string_equal(text, "peer: no shared cipher");
}

/* A level that is raised when the certificate is there already. */
static void a_level_above_the_key_stops_the_handshake(void **state) {
    struct pair *pair = *state;
    char text[200];

    if (pair->subject_is_server) {
        SSL_CTX_free(pair->server_ctx);
        pair->server_ctx = pair->subject_ctx = bare_context(TLS_server_method(), pair->version);
        use_identity(pair->server_ctx, SERVER_RSA);
    } else {
        use_identity(pair->client_ctx, CLIENT_RSA);
        SSL_CTX_set_verify(pair->server_ctx, SSL_VERIFY_PEER, NULL);
    }
    pair_open(pair, MEMORY);
    SSL_set_security_level(pair->subject, 3);
    describe(pair, text, sizeof(text));
    assert_string_equal(text, "80 ee key too small");
}

static const struct CMUnitTest cases[] = {
    CASE_ALL(each_question_decides_what_it_is_about),
    CASE_TLS12(no_groups_are_left_in_tls12),
    CASE_ALL(a_level_above_the_key_stops_the_handshake),
};

CASES_MAIN(cases)
