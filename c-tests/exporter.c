/* SSL_export_keying_material(): both sides agree, and each input changes the result. */
#include "harness.h"

static void export_from(SSL *ssl, unsigned char *out, size_t length, const char *label,
                        const char *context) {
    assert_int_equal(SSL_export_keying_material(
                         ssl, out, length, label, strlen(label), (const unsigned char *)context,
                         context != NULL ? strlen(context) : 0, context != NULL),
                     1);
}

static void both_sides_agree(void **state) {
    struct pair *pair = *state;
    unsigned char client[80], server[80];

    pair_connect(pair, MEMORY);
    export_from(pair->client, client, sizeof(client), "EXPERIMENTAL test", NULL);
    export_from(pair->server, server, sizeof(server), "EXPERIMENTAL test", NULL);
    assert_memory_equal(client, server, sizeof(client));
    export_from(pair->client, client, sizeof(client), "EXPERIMENTAL test", "context");
    export_from(pair->server, server, sizeof(server), "EXPERIMENTAL test", "context");
    assert_memory_equal(client, server, sizeof(client));
}

static void label_and_context_matter(void **state) {
    struct pair *pair = *state;
    unsigned char plain[32], other[32];

    pair_connect(pair, MEMORY);
    export_from(pair->client, plain, 32, "label one", NULL);
    export_from(pair->client, other, 32, "label two", NULL);
    assert_memory_not_equal(plain, other, 32);
    export_from(pair->client, other, 32, "label one", "context");
    assert_memory_not_equal(plain, other, 32);
    export_from(pair->client, other, 32, "label one", "");
    /* In TLS 1.3 an empty context is no context. */
    if (pair->version == TLS1_3_VERSION)
        assert_memory_equal(plain, other, 32);
    else
        assert_memory_not_equal(plain, other, 32);
}

static void each_connection_has_its_own(void **state) {
    struct pair *pair = *state;
    unsigned char one[32], two[32];

    pair_connect(pair, MEMORY);
    export_from(pair->client, one, 32, "label", NULL);
    pair_connect(pair, MEMORY);
    export_from(pair->client, two, 32, "label", NULL);
    assert_memory_not_equal(one, two, 32);
}

static void it_may_be_repeated_and_outlives_the_close(void **state) {
    struct pair *pair = *state;
    unsigned char one[32], two[32];

    pair_connect(pair, MEMORY);
    export_from(pair->client, one, 32, "label", NULL);
    pair_exchange(pair->client, pair->server, "data between");
    SSL_shutdown(pair->client);
    export_from(pair->client, two, 32, "label", NULL);
    assert_memory_equal(one, two, 32);
}

static void reserved_labels_are_refused(void **state) {
    struct pair *pair = *state;
    static const char *const labels[] = {"client finished", "server finished", "master secret",
                                         "key expansion"};
    unsigned char out[32];

    pair_connect(pair, MEMORY);
    for (int i = 0; i < 4; i++) {
        assert_true(SSL_export_keying_material(pair->client, out, 32, labels[i], strlen(labels[i]),
                                               NULL, 0, 0) <= 0);
        assert_ssl_error(SSL_R_TLS_ILLEGAL_EXPORTER_LABEL);
    }
}

static void before_the_handshake_it_fails(void **state) {
    struct pair *pair = *state;
    unsigned char out[32];

    pair_open(pair, MEMORY);
    assert_true(SSL_export_keying_material(pair->client, out, 32, "label", 5, NULL, 0, 0) <= 0);
}

static void early_material_needs_early_data(void **state) {
    struct pair *pair = *state;
    unsigned char out[32];

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_export_keying_material_early(pair->client, out, 32, "label", 5, NULL, 0),
                     0);
    assert_no_error();
}

static void no_bytes_are_an_error_in_tls12(void **state) {
    struct pair *pair = *state;
    unsigned char out[1];

    pair_connect(pair, MEMORY);
    if (pair->version == TLS1_3_VERSION) {
        assert_int_equal(SSL_export_keying_material(pair->subject, out, 0, "a", 1, NULL, 0, 0), 1);
        assert_no_error();
    } else {
        assert_int_equal(SSL_export_keying_material(pair->subject, out, 0, "a", 1, NULL, 0, 0), 0);
        assert_ssl_error_among(ERR_R_INTERNAL_ERROR);
    }
}

/* TLS 1.3: as long as a label of HKDF may be. TLS 1.2: label, randoms, length and context have
 * 1,024 bytes. */
static void label_and_context_have_limits(void **state) {
    struct pair *pair = *state;
    static unsigned char context[2000];
    char label[250];
    unsigned char out[16];
    const size_t longest = 1024 - 5 - 2 * 32 - 2;

    memset(label, 'l', sizeof(label));
    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_export_keying_material(pair->subject, out, 16, label, 249, NULL, 0, 0), 1);
    if (pair->version == TLS1_3_VERSION) {
        assert_true(SSL_export_keying_material(pair->subject, out, 16, label, 250, NULL, 0, 0) <=
                    0);
        assert_ssl_error(SSL_R_TLS_ILLEGAL_EXPORTER_LABEL);
    }
    assert_int_equal(
        SSL_export_keying_material(pair->subject, out, 16, "label", 5, context, longest, 1), 1);
    if (pair->version == TLS1_3_VERSION) {
        assert_int_equal(SSL_export_keying_material(pair->subject, out, 16, "label", 5, context,
                                                    sizeof(context), 1),
                         1);
        /* HKDF gives 255 times the length of the hash. */
        static unsigned char much[255 * 64 + 1];
        assert_true(SSL_export_keying_material(pair->subject, much, sizeof(much), "label", 5, NULL,
                                               0, 0) <= 0);
        assert_ssl_error_among(ERR_R_INTERNAL_ERROR);
    } else {
        assert_true(SSL_export_keying_material(pair->subject, out, 16, "label", 5, context,
                                               longest + 1, 1) <= 0);
        assert_ssl_error_among(ERR_R_INTERNAL_ERROR);
    }
}

static const struct CMUnitTest cases[] = {
    CASE_VERSIONS(both_sides_agree),
    CASE_VERSIONS(label_and_context_matter),
    CASE_VERSIONS(each_connection_has_its_own),
    CASE_VERSIONS(it_may_be_repeated_and_outlives_the_close),
    CASE_TLS12(reserved_labels_are_refused),
    CASE_VERSIONS(before_the_handshake_it_fails),
    CASE_VERSIONS(early_material_needs_early_data),
    CASE_ALL(no_bytes_are_an_error_in_tls12),
    CASE_ALL(label_and_context_have_limits),
};

CASES_MAIN(cases)
