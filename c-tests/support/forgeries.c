#include "harness.h"
#include "forgeries.h"
#include "middle.h"

#define LARGEST 16384

/* A message that is being changed. */
struct message {
    unsigned char bytes[LARGEST + 1024];
    size_t length;
};

struct forgery_case {
    struct setting setting; /* what setup_pair() looks for */
    const struct forgery *forgery;
    int resumes;
};

static size_t get(const unsigned char *bytes, int width) {
    size_t number = 0;

    for (int i = 0; i < width; i++)
        number = number << 8 | bytes[i];
    return number;
}

static void put(unsigned char *bytes, int width, size_t number) {
    while (width-- > 0) {
        bytes[width] = (unsigned char)number;
        number >>= 8;
    }
}

static void splice(struct message *message, size_t at, size_t cut, const void *bytes,
                   size_t length) {
    assert_true(at + cut <= message->length);
    assert_true(message->length + length < sizeof(message->bytes));
    memmove(message->bytes + at + length, message->bytes + at + cut, message->length - at - cut);
    if (length > 0)
        memcpy(message->bytes + at, bytes, length);
    message->length += length - cut;
    put(message->bytes + 1, 3, message->length - 4);
}

/* Where the message's block of extensions begins, with its length. */
static size_t extensions_at(const struct message *message, int version) {
    const unsigned char *bytes = message->bytes;
    size_t at = 4;

    switch (bytes[0]) {
    case SSL3_MT_CLIENT_HELLO:
        at += 2 + 32;
        at += 1 + bytes[at];
        at += 2 + get(bytes + at, 2);
        return at + 1 + bytes[at];
    case SSL3_MT_SERVER_HELLO:
        at += 2 + 32;
        return at + 1 + bytes[at] + 2 + 1;
    case SSL3_MT_CERTIFICATE_REQUEST:
        return at + 1 + bytes[at];
    case SSL3_MT_CERTIFICATE:
        assert_int_equal(version, TLS1_3_VERSION);
        at += 1 + bytes[at] + 3; /* those of the first certificate */
        return at + 3 + get(bytes + at, 3);
    default:
        return at;
    }
}

static void forge_extension(struct message *message, const struct forgery *forgery, int version) {
    size_t block = extensions_at(message, version), end, at, size = 0, old = message->length;
    unsigned char made[4 + 1024];

    if (block == message->length)
        splice(message, block, 0, "\0", 2);
    end = block + 2 + get(message->bytes + block, 2);
    for (at = block + 2; at < end; at += size) {
        size = 4 + get(message->bytes + at + 2, 2);
        if (get(message->bytes + at, 2) == (size_t)forgery->at)
            break;
    }
    if (at == end)
        size = 0;
    if (forgery->forging == EXTENSION) {
        put(made, 2, (size_t)forgery->at);
        put(made + 2, 2, (size_t)forgery->length);
        memcpy(made + 4, forgery->bytes, (size_t)forgery->length);
        splice(message, at, size, made, 4 + (size_t)forgery->length);
    } else {
        assert_true(size > 0 && size <= sizeof(made));
        memcpy(made, message->bytes + at, size);
        switch (forgery->forging) {
        case EXTENSION_AWAY:
            splice(message, at, size, NULL, 0);
            break;
        case EXTENSION_TWICE:
            splice(message, at, 0, made, size);
            break;
        case EXTENSION_SHORTER:
            put(made + 2, 2, size - 5);
            splice(message, at, size, made, size - 1);
            break;
        case EXTENSION_LONGER:
            put(made + 2, 2, size - 3);
            made[size] = 0;
            splice(message, at, size, made, size + 1);
            break;
        default: /* EXTENSION_TOO_LONG */
            put(message->bytes + at + 2, 2, 0xf000);
        }
    }
    put(message->bytes + block, 2, end - block - 2 + message->length - old);
    if (message->bytes[0] == SSL3_MT_CERTIFICATE) {
        unsigned char *list = message->bytes + 4 + 1 + message->bytes[4];

        put(list, 3, get(list, 3) + message->length - old);
    }
}

static void forge_message(struct message *message, const struct forgery *forgery, int version) {
    size_t length = (size_t)forgery->length;
    size_t at = forgery->at >= 0 ? 4 + (size_t)forgery->at : message->length + (size_t)forgery->at;

    switch (forgery->forging) {
    case WRITE:
        splice(message, at, length, forgery->bytes, length);
        break;
    case FLIP:
        message->bytes[at] ^= 1;
        break;
    case SPLICE:
        splice(message, at, (size_t)forgery->cut, forgery->bytes, length);
        break;
    case BODY:
        splice(message, 4, message->length - 4, forgery->bytes, length);
        break;
    case SHORTER:
        splice(message, message->length - 1, 1, NULL, 0);
        break;
    case LONGER:
        splice(message, message->length, 0, "", 1);
        break;
    default:
        if (forgery->forging >= EXTENSION)
            forge_extension(message, forgery, version);
    }
}

static void edit(struct middle *middle, int type, const unsigned char *content, size_t length) {
    const struct forgery *forgery = middle->rule;
    size_t extra = (size_t)forgery->length;
    struct message message;
    int kind = type == SSL3_RT_CHANGE_CIPHER_SPEC ? CCS_MESSAGE : content[0];

    if (kind != forgery->message || middle->edited) {
        middle_send(middle, type, content, length);
        return;
    }
    middle->edited = 1;
    assert_true(length <= LARGEST);
    memcpy(message.bytes, content, length);
    message.length = length;
    switch (forgery->forging) {
    case DROP:
        return;
    case INSTEAD:
        middle_send(middle, forgery->at, forgery->bytes, extra);
        return;
    case BEFORE:
        middle_send(middle, forgery->at, forgery->bytes, extra);
        break;
    case BEFORE_IN_THE_CLEAR:
        middle_send_in_the_clear(middle, forgery->at, forgery->bytes, extra);
        break;
    case TWICE:
        middle_send(middle, type, content, length);
        break;
    default:
        forge_message(&message, forgery, middle->pair->version);
    }
    middle_send(middle, type, message.bytes, message.length);
    if (forgery->forging == AFTER)
        middle_send(middle, forgery->at, forgery->bytes, extra);
}

static int select_h2(SSL *ssl, const unsigned char **out, unsigned char *length,
                     const unsigned char *in, unsigned in_length, void *arg) {
    (void)ssl, (void)in, (void)in_length, (void)arg;
    *out = (const unsigned char *)"h2";
    *length = 2;
    return SSL_TLSEXT_ERR_OK;
}

static int accept_name(SSL *ssl, int *alert, void *arg) {
    (void)ssl, (void)alert, (void)arg;
    return SSL_TLSEXT_ERR_OK;
}

static int staple(SSL *ssl, void *arg) {
    unsigned char *response = OPENSSL_memdup("response", 8);

    (void)arg;
    SSL_set_tlsext_status_ocsp_resp(ssl, response, 8);
    return SSL_TLSEXT_ERR_OK;
}

/* The hellos have all common extensions. */
static void set_up(struct pair *pair, const struct forgery *forgery, int resumes) {
    SSL_SESSION *session = NULL;

    SSL_CTX_set_ciphersuites(pair->client_ctx, "TLS_AES_128_GCM_SHA256");
    SSL_CTX_set_cipher_list(pair->client_ctx,
                            "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256");
    SSL_CTX_set_alpn_protos(pair->client_ctx, (const unsigned char *)"\2h2\10http/1.1", 12);
    SSL_CTX_set_alpn_select_cb(pair->server_ctx, select_h2, NULL);
    SSL_CTX_set_tlsext_servername_callback(pair->server_ctx, accept_name);
    SSL_CTX_set_tlsext_status_cb(pair->server_ctx, staple);
    SSL_CTX_set_tlsext_status_type(pair->client_ctx, TLSEXT_STATUSTYPE_ocsp);
    if (forgery->setup != NULL)
        forgery->setup(pair);
    if (resumes) {
        resumption_prepare(pair);
        session = resumption_first(pair);
    }
    pair_open(pair, MEMORY);
    if (session != NULL)
        SSL_set_session(pair->client, session);
    else
        SSL_set_tlsext_host_name(pair->client, "localhost");
    SSL_SESSION_free(session);
}

static void run_forgery(void **state) {
    struct pair *pair = *state;
    const struct forgery_case *this_case = pair->setting;
    const struct forgery *forgery = this_case->forgery;
    struct middle middle = {.pair = pair, .edit = edit, .rule = forgery};
    char outcome[256];

    set_up(pair, forgery, this_case->resumes);
    middle_handshake(&middle, outcome, sizeof(outcome));
    assert_int_equal(middle.edited, 1);
    assert_string_equal(outcome, pair->version == TLS1_3_VERSION ? forgery->tls13 : forgery->tls12);
}

static char *case_name(const struct forgery *forgery, int version) {
    char *name = malloc(strlen(forgery->name) + 8);

    if (name == NULL)
        abort();
    sprintf(name, "%s/%s", forgery->name, version == TLS1_3_VERSION ? "tls13" : "tls12");
    for (char *at = name; *at != '\0'; at++)
        if (*at == ' ')
            *at = '_';
    return name;
}

int run_forgeries(int argc, char **argv, const struct forgery *forgeries, size_t count, int about) {
    struct CMUnitTest *cases = calloc(count * 2, sizeof(*cases));
    struct forgery_case *states = calloc(count * 2, sizeof(*states));
    size_t n = 0;
    int code;

    if (cases == NULL || states == NULL)
        abort();
    for (size_t i = 0; i < count * 2; i++) {
        const struct forgery *forgery = &forgeries[i / 2];
        int version = i % 2 ? TLS1_3_VERSION : TLS1_2_VERSION;

        if ((i % 2 ? forgery->tls13 : forgery->tls12) == NULL)
            continue;
        states[n] = (struct forgery_case){
            {version, (about & SERVER) != 0}, forgery, (about & RESUMPTION) != 0};
        cases[n] = (struct CMUnitTest){case_name(forgery, version), run_forgery, setup_pair,
                                       teardown_pair, &states[n]};
        n++;
    }
    code = run_cases(argc, argv, cases, n);
    for (size_t i = 0; i < n; i++)
        free((char *)cases[i].name);
    free(cases);
    free(states);
    return code;
}
