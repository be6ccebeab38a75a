#include <valgrind/valgrind.h>

#include "harness.h"
#include "nothing.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

/*
 * Functions that refuse, because their feature is not supported. OpenSSL does something even
 * without arguments; the library under test may return its failure value and queue one error,
 * "unsupported", that names the function.
 */
static const char *const refused[] = {
    "DTLSv1_listen",               /* DTLS */
    "SSL_CTX_SRP_CTX_init",        /* SRP */
    "SSL_SRP_CTX_init",            /* SRP */
    "SRP_Calc_A_param",            /* SRP */
    "SSL_CTX_set_srp_password",    /* SRP */
    "SSL_CTX_ctrl",                /* SRP: SSL_CTRL_SET_TLS_EXT_SRP_PASSWORD */
    "SSL_CTX_enable_ct",           /* certificate transparency */
    "SSL_enable_ct",               /* certificate transparency */
    "SSL_renegotiate",             /* renegotiation */
    "SSL_renegotiate_abbreviated", /* renegotiation */
    "SSL_stateless",               /* handshakes with cookies */
    "SSL_write_early_data",        /* early data */
};

/* Calls that OpenSSL survives on a new object, and that crash it on others: the library under
 * test gives "passed a null parameter" there. */
static const char *const stricter[] = {"SSL_read_ex", "SSL_peek_ex"};

/* Differences with another reason. */
static const struct {
    const char *call, *found;
} differs[] = {
    /* A NULL among the certificates would only make all handshakes fail. */
    {"SSL_CTX_ctrl(run->ctx, SSL_CTRL_EXTRA_CHAIN_CERT, 0, NULL)", "0"},
    /* Nobody asks for timestamps: certificate transparency. */
    {"SSL_get0_peer_scts(run->ssl)", "NULL"},
    /* The handshake engine's TLS 1.2 clients offer those signature algorithms alone that it knows.
     */
    {"SSL_get_sigalgs(run->ssl, 0, NULL, NULL, NULL, NULL, NULL)", "11"},
    {"SSL_get_shared_sigalgs(run->ssl, 0, NULL, NULL, NULL, NULL, NULL)", "11"},
    /* The handshake engine's client always asks for a certificate status. */
    {"SSL_ctrl(run->ssl, SSL_CTRL_GET_TLSEXT_STATUS_REQ_TYPE, 0, NULL)", "1"},
};

/* The part of `expected` that belongs to the stage. */
static void expectation(const struct row_run *run, const char *expected, char *out, size_t size) {
    const char *from = expected;

    if (strchr(expected, '|') != NULL)
        for (int i = 0; i < (int)run->stage; i++)
            from = strchr(from, '|') + 1;
    snprintf(out, size, "%.*s", (int)strcspn(from, "|"), from);
}

int row_begins(struct row_run *run, const char *expected) {
    char wanted[256];

    expectation(run, expected, wanted, sizeof(wanted));
    if (strcmp(wanted, "-") == 0)
        return 0;
    /* The sanitizer's fopen does not survive NULL, and valgrind calls it an error. */
    if (strstr(wanted, "system lib") != NULL && (SANITIZED || RUNNING_ON_VALGRIND))
        return 0;
    if (run->stage == FRESH) {
        run->ctx = SSL_CTX_new(TLS_method());
        run->ssl = SSL_new(run->ctx);
        run->session = SSL_SESSION_new();
    } else {
        pair_connect(run->pair, MEMORY);
        run->ctx = run->pair->subject_ctx;
        run->ssl = run->pair->subject;
        run->session = SSL_get1_session(run->ssl);
    }
    run->conf = SSL_CONF_CTX_new();
    assert_non_null(run->ssl);
    ERR_clear_error();
    return 1;
}

void row_nothing(struct row_run *run) {
    run->value[0] = '\0';
}

void row_number(struct row_run *run, long long number) {
    snprintf(run->value, sizeof(run->value), "%lld", number);
}

void row_pointer(struct row_run *run, const void *pointer) {
    strcpy(run->value, pointer != NULL ? "pointer" : "NULL");
}

/* The value and what is on the queue, which is emptied; whether that is a refusal. */
static int describe(const struct row_run *run, const char *call, int any, char *out, size_t size) {
    size_t length = (size_t)snprintf(out, size, "%s", any ? "any" : run->value);
    const char *data, *text;
    int flags, errors = 0, is_refusal = 0;
    unsigned long error;

    while ((error = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0) {
        text = ERR_reason_error_string(error);
        length += (size_t)snprintf(out + length, size - length, ", %s", text != NULL ? text : "?");
        is_refusal = errors++ == 0 && ERR_GET_REASON(error) == ERR_R_UNSUPPORTED &&
                     strncmp(data, call, strcspn(call, "(")) == 0;
    }
    return is_refusal && errors == 1;
}

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int is_call_of(const char *call, const char *name) {
    return strncmp(call, name, strlen(name)) == 0 && call[strlen(name)] == '(';
}

/* Whether the lists above have it. */
static int is_intended(const char *call, const char *found, int is_refusal) {
    int intended = 0;

    for (size_t i = 0; is_refusal && i < COUNT(refused); i++)
        intended |= is_call_of(call, refused[i]);
    for (size_t i = 0; i < COUNT(stricter); i++)
        intended |= is_call_of(call, stricter[i]) && strstr(found, "passed a null parameter");
    for (size_t i = 0; i < COUNT(differs); i++)
        intended |= strcmp(call, differs[i].call) == 0 && strcmp(found, differs[i].found) == 0;
    return intended;
}

void row_ends(struct row_run *run, const char *call, const char *expected) {
    char wanted[256], found[256];
    int is_refusal;

    expectation(run, expected, wanted, sizeof(wanted));
    is_refusal = describe(run, call, strncmp(wanted, "any", 3) == 0, found, sizeof(found));
    if (strcmp(wanted, found) != 0 && !is_intended(call, found, is_refusal)) {
        print_error("%s\n    expected: %s\n    found:    %s\n", call, wanted, found);
        run->failures++;
    }
    SSL_CONF_CTX_free(run->conf);
    SSL_SESSION_free(run->session);
    if (run->stage == FRESH) {
        SSL_free(run->ssl);
        SSL_CTX_free(run->ctx);
    } else {
        pair_destroy(run->pair);
        run->pair = pair_create(run->stage == CLIENT_TLS13 ? TLS1_3_VERSION : TLS1_2_VERSION,
                                run->stage == SERVER_TLS12);
    }
}

void run_nothing_rows(void **state, void (*rows)(struct row_run *), enum stage stage) {
    struct row_run run = {.stage = stage, .pair = *state};

    rows(&run);
    *state = run.pair;
    if (run.failures != 0)
        fail_msg("%d rows differ", run.failures);
}
