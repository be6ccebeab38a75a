/* Copies of secrets in the process's memory after all objects with them were freed. The system's
 * library leaves one or two copies of some; so may we. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <unistd.h>
#include <valgrind/valgrind.h>

#include "harness.h"

enum { MOST = 24, LONGEST = 64, ALLOWED_COPIES = 2 };

/* A secret, kept in another form so that this copy is not found. */
struct secret {
    char name[40];
    unsigned char masked[LONGEST];
    size_t length;
    int copies;
};

static struct secret secrets[MOST];
static int secret_count;

static const unsigned char MASK = 0x5a;

static void remember(const char *name, const unsigned char *bytes, size_t length) {
    struct secret *secret = &secrets[secret_count];

    assert_true(secret_count < MOST && length <= LONGEST && length >= 16);
    snprintf(secret->name, sizeof(secret->name), "%s", name);
    for (size_t i = 0; i < length; i++)
        secret->masked[i] = bytes[i] ^ MASK;
    secret->length = length;
    secret_count++;
}

static int digit(char c) {
    return c <= '9' ? c - '0' : (c | 32) - 'a' + 10;
}

/* A line of the key log: a label, the client's random, the secret. */
static void logged(const SSL *ssl, const char *line) {
    unsigned char bytes[LONGEST];
    char label[40];
    size_t length = 0;

    (void)ssl;
    snprintf(label, sizeof(label), "%.*s", (int)strcspn(line, " "), line);
    for (const char *hex = strrchr(line, ' ') + 1; hex[0] && hex[1] && length < LONGEST; hex += 2)
        bytes[length++] = digit(hex[0]) << 4 | digit(hex[1]);
    remember(label, bytes, length);
    OPENSSL_cleanse(bytes, sizeof(bytes));
}

/* Counts copies in one writable mapping, which is read through a file, in overlapping pieces. */
static void search(int memory, unsigned long start, unsigned long end) {
    static unsigned char piece[1 << 20];
    unsigned char pattern[LONGEST];
    unsigned long mine = (unsigned long)pattern;

    for (unsigned long at = start; at < end; at += sizeof(piece) - LONGEST) {
        ssize_t got = pread(memory, piece, end - at < sizeof(piece) ? end - at : sizeof(piece), at);

        for (int i = 0; i < secret_count && got > 0; i++) {
            const unsigned char *found = piece;

            for (size_t k = 0; k < secrets[i].length; k++)
                pattern[k] = secrets[i].masked[k] ^ MASK;
            while ((found = memmem(found, piece + got - found, pattern, secrets[i].length))) {
                unsigned long address = at + (found - piece);

                if (address < mine || address >= mine + sizeof(pattern))
                    secrets[i].copies++;
                found++;
            }
        }
        OPENSSL_cleanse(piece, sizeof(piece));
    }
    OPENSSL_cleanse(pattern, sizeof(pattern));
}

static void expect_hardly_a_copy(void) {
    FILE *maps = fopen("/proc/self/maps", "r");
    int memory = open("/proc/self/mem", O_RDONLY);
    unsigned long start, end;
    char line[512], rights[8];

    assert_non_null(maps);
    assert_true(memory >= 0);
    while (fgets(line, sizeof(line), maps))
        if (sscanf(line, "%lx-%lx %7s", &start, &end, rights) == 3 && rights[0] == 'r' &&
            rights[1] == 'w' && end - start < 1UL << 30)
            search(memory, start, end);
    fclose(maps);
    close(memory);
    for (int i = 0; i < secret_count; i++)
        if (secrets[i].copies > ALLOWED_COPIES)
            fail_msg("%s: %d copies", secrets[i].name, secrets[i].copies);
}

/* A connection with its session, another that resumes it, a key update, and all of it freed. */
static void nothing_is_left_in_memory(void **state) {
    struct pair *pair = *state;
    unsigned char key[48];
    SSL_SESSION *session;
    size_t length;

    /* Under valgrind the registers of the program are in memory too. */
    if (RUNNING_ON_VALGRIND)
        return;
    secret_count = 0;
    memset(secrets, 0, sizeof(secrets));
    resumption_prepare(pair);
    SSL_CTX_set_keylog_callback(pair->subject_ctx, logged);
    pair_connect(pair, MEMORY);
    pair_exchange(pair->subject, pair->peer, "forth");
    pair_exchange(pair->peer, pair->subject, "back");
    session = SSL_get1_session(pair->client);
    length = SSL_SESSION_get_master_key(session, key, sizeof(key));
    remember("the session's key", key, length);
    OPENSSL_cleanse(key, sizeof(key));
    SSL_shutdown(pair->client);
    SSL_shutdown(pair->server);
    pair_close(pair);

    SSL_CTX_set_keylog_callback(pair->subject_ctx, NULL);
    pair_open(pair, MEMORY);
    SSL_set_session(pair->client, session);
    assert_int_equal(pair_handshake(pair), 1);
    assert_true(SSL_session_reused(pair->client));
    if (pair->version == TLS1_3_VERSION)
        SSL_key_update(pair->client, SSL_KEY_UPDATE_REQUESTED);
    pair_exchange(pair->client, pair->server, "with new keys");
    pair_close(pair);
    SSL_SESSION_free(session);
    expect_hardly_a_copy();
}

static const struct CMUnitTest cases[] = {
    CASE_ALL(nothing_is_left_in_memory),
};

CASES_MAIN(cases)
