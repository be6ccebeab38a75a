#include "harness.h"
#include "violations.h"

struct row_case {
    struct setting setting; /* what setup_pair() looks for */
    const struct row *row;
    int by_shutdown;
};

static void send_records(struct pair *pair, const struct row *row) {
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < row->records[i].times; j++)
            forge_record(pair, row->records[i].type, row->records[i].bytes,
                         (size_t)row->records[i].length);
}

/* Writes the outcome in the form that struct outcome explains. */
static void describe(struct pair *pair, int ret, const struct alert_log *log, char *text,
                     size_t size) {
    const char *error = ssl_error_name(SSL_get_error(pair->subject, ret)) + strlen("SSL_ERROR_");
    int flags = SSL_get_shutdown(pair->subject);
    unsigned long queued;
    char reason[128] = "", alert[32] = "";

    while ((queued = ERR_get_error()) != 0)
        if (ERR_GET_LIB(queued) == ERR_LIB_SSL && reason[0] == '\0') {
            const char *name = ERR_reason_error_string(queued);

            if (name != NULL)
                snprintf(reason, sizeof(reason), " (%s)", name);
            else
                snprintf(reason, sizeof(reason), " (%d)", ERR_GET_REASON(queued));
        }
    if (log->sent > 0)
        snprintf(alert, sizeof(alert), ", alert %d/%d", log->sent_level, log->sent_code);
    snprintf(text, size, "%d %s%s%s, %c%c%s", ret, error, reason, alert,
             flags & SSL_SENT_SHUTDOWN ? 'S' : '-', flags & SSL_RECEIVED_SHUTDOWN ? 'R' : '-',
             bytes_in(pair->from_peer) > 0 ? ", rest" : "");
}

static const char *column(const struct outcome *outcome, int tls13, int by_shutdown) {
    if (by_shutdown)
        return tls13 ? outcome->shutdown13 : outcome->shutdown12;
    return tls13 ? outcome->read13 : outcome->read12;
}

static void run_row(void **state) {
    struct pair *pair = *state;
    const struct row_case *row_case = pair->setting;
    const struct row *row = row_case->row;
    int tls13 = pair->version == TLS1_3_VERSION, ret;
    const char *expected = NULL;
    struct alert_log log;
    static char data[17000];
    char text[256];

    if (pair->subject_is_server)
        expected = column(&row->server, tls13, row_case->by_shutdown);
    if (expected == NULL)
        expected = column(&row->outcome, tls13, row_case->by_shutdown);
    /* Otherwise OpenSSL's client would agree to renegotiate. */
    SSL_CTX_set_options(pair->subject_ctx, SSL_OP_NO_RENEGOTIATION);
    forge_connect(pair);
    if (row_case->by_shutdown)
        assert_int_equal(SSL_shutdown(pair->subject), 0);
    note_alerts(pair->subject, &log);
    send_records(pair, row);
    if (row_case->by_shutdown)
        ret = SSL_shutdown(pair->subject);
    else
        ret = SSL_read(pair->subject, data, sizeof(data));
    describe(pair, ret, &log, text, sizeof(text));
    assert_string_equal(text, expected);
}

static char *case_name(const struct row *row, const struct setting *setting, int by_shutdown) {
    char *name = malloc(strlen(row->name) + 40);

    if (name == NULL)
        abort();
    sprintf(name, "%s/%s/%s/%s", row->name, by_shutdown ? "shutdown" : "read",
            setting->version == TLS1_3_VERSION ? "tls13" : "tls12",
            setting->server ? "server" : "client");
    for (char *at = name; *at != '\0'; at++)
        if (*at == ' ')
            *at = '_';
    return name;
}

int run_rows(int argc, char **argv, const struct row *rows, size_t count) {
    const struct setting *settings[] = {&setting_tls12, &setting_tls13, &setting_tls12_server,
                                        &setting_tls13_server};
    struct CMUnitTest *cases = calloc(count * 8, sizeof(*cases));
    struct row_case *states = calloc(count * 8, sizeof(*states));
    int code;

    if (cases == NULL || states == NULL)
        abort();
    for (size_t i = 0; i < count * 8; i++) {
        states[i] = (struct row_case){*settings[i % 4], &rows[i / 8], i / 4 % 2};
        cases[i] =
            (struct CMUnitTest){case_name(states[i].row, &states[i].setting, states[i].by_shutdown),
                                run_row, setup_pair, teardown_pair, &states[i]};
    }
    code = run_cases(argc, argv, cases, count * 8);
    for (size_t i = 0; i < count * 8; i++)
        free((char *)cases[i].name);
    free(cases);
    free(states);
    return code;
}
