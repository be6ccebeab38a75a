#include "harness.h"
#include "journal.h"

static char text[65536];
static size_t length;

struct journal_case {
    struct setting setting;
    const struct journal_row *row;
};

void journal(const char *format, ...) {
    va_list arguments;
    int added;

    va_start(arguments, format);
    added = vsnprintf(text + length, sizeof(text) - length, format, arguments);
    va_end(arguments);
    if (added < 0 || length + (size_t)added >= sizeof(text))
        fail_msg("the journal is full");
    length += (size_t)added;
}

static const char *reason(int number) {
    const char *words = ERR_reason_error_string(ERR_PACK(ERR_LIB_SSL, 0, number));

    return number == 0 ? "-" : words != NULL ? words : "?";
}

void journal_handshake(struct pair *pair) {
    if (pair_handshake(pair))
        journal("reused %d/%d", SSL_session_reused(pair->client), SSL_session_reused(pair->server));
    else
        journal("client: %s, server: %s", reason(pair->client_failure),
                reason(pair->server_failure));
}

void journal_clear(void) {
    length = 0;
    text[0] = '\0';
}

void journal_clear_line(void) {
    while (length > 0 && text[length - 1] != '\n')
        length--;
    text[length] = '\0';
}

static void print_journal(const char *name) {
    fprintf(stderr, "== %s\n", name);
    for (char *line = text, *end; (end = strchr(line, '\n')) != NULL; line = end + 1)
        fprintf(stderr, "     \"%.*s\\n\"\n", (int)(end - line), line);
}

/* The first line in which the two differ. */
static void compare(const char *expected) {
    for (const char *line = text;; line++, expected++) {
        size_t here = strcspn(line, "\n"), there = strcspn(expected, "\n");

        if (here != there || memcmp(line, expected, here) != 0)
            fail_msg("\"%.*s\" instead of \"%.*s\"", (int)here, line, (int)there, expected);
        line += here;
        expected += there;
        if (*line == '\0' || *expected == '\0') {
            assert_int_equal(*line, *expected);
            return;
        }
    }
}

static void run_row(void **state) {
    struct pair *pair = *state;
    const struct journal_case *this = pair->setting;
    const char *wish = getenv("CTESTS_JOURNAL");

    journal_clear();
    this->row->run(pair, this->row->choice);
    ERR_clear_error();
    if (wish != NULL && strcmp(wish, "print") == 0)
        print_journal(this->row->name);
    compare(this->row->expected);
}

int run_journals(int argc, char **argv, const struct journal_row *rows, size_t count) {
    struct CMUnitTest *cases = calloc(count, sizeof(*cases));
    struct journal_case *states = calloc(count, sizeof(*states));
    int code;

    if (cases == NULL || states == NULL)
        abort();
    for (size_t i = 0; i < count; i++) {
        states[i] = (struct journal_case){{rows[i].version, 0}, &rows[i]};
        cases[i] =
            (struct CMUnitTest){rows[i].name, run_row, setup_pair, teardown_pair, &states[i]};
    }
    code = run_cases(argc, argv, cases, count);
    free(cases);
    free(states);
    return code;
}
