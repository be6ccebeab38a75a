/* The common part of the ends: arguments, the socket, plaintext, the commands. */
#include "end.h"

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int fd = -1;

void die(const char *format, ...) {
    va_list arguments;

    va_start(arguments, format);
    printf("died: ");
    vprintf(format, arguments);
    printf("\n");
    va_end(arguments);
    exit(1);
}

static int connection(int port, int server) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    socklen_t length = sizeof(address);
    int one = socket(AF_INET, SOCK_STREAM, 0), two;

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (!server) {
        if (connect(one, (struct sockaddr *)&address, sizeof(address)) != 0)
            die("connect: %s", strerror(errno));
        return one;
    }
    if (bind(one, (struct sockaddr *)&address, sizeof(address)) != 0 || listen(one, 1) != 0 ||
        getsockname(one, (struct sockaddr *)&address, &length) != 0)
        die("listen: %s", strerror(errno));
    printf("port: %d\n", ntohs(address.sin_port));
    two = accept(one, NULL, NULL);
    if (two < 0)
        die("accept: %s", strerror(errno));
    close(one);
    return two;
}

/* Byte number `at` of the long texts that `send` writes and `readall` expects. */
static char pattern(size_t at) {
    return "0123456789abcdefghijklmnopqrstuvwxyz+-/"[at % 39];
}

static void send_pattern(size_t count) {
    char *text = malloc(count);

    for (size_t i = 0; text != NULL && i < count; i++)
        text[i] = pattern(i);
    if (text == NULL)
        die("no memory");
    tls_write(text, count);
    free(text);
    printf("send: %zu bytes\n", count);
}

static void read_all(void) {
    char buffer[16384], how[128] = "";
    size_t got, sum = 0, wrong = 0;

    while ((got = tls_read(buffer, sizeof(buffer), how)) > 0)
        for (size_t i = 0; i < got; i++)
            wrong += buffer[i] != pattern(sum++);
    printf("readall: %zu bytes%s, %s\n", sum, wrong ? " (not as sent)" : "", how);
}

static void read_once(void) {
    char buffer[256], how[128] = "";
    size_t got = tls_read(buffer, sizeof(buffer), how);

    printf("read: %.*s%s\n", (int)got, buffer, how);
}

static void plain_read(const char *expected) {
    char buffer[256];
    size_t got = 0, want = strlen(expected);
    ssize_t more = 1;

    while (got < want && (more = read(fd, buffer + got, want - got)) > 0)
        got += (size_t)more;
    printf("take: %.*s%s\n", (int)got, buffer, more > 0 ? "" : " (end of file)");
}

/* Ends our half of the connection, and counts what the other end sent that TLS has not read. */
static void finish(void) {
    char buffer[4096];
    size_t sum = 0;
    ssize_t got;

    shutdown(fd, SHUT_WR);
    while ((got = read(fd, buffer, sizeof(buffer))) > 0)
        sum += (size_t)got;
    printf("left: %zu bytes, %s\n", sum, got == 0 ? "eof" : strerror(errno));
    close(fd);
}

static void obey(const char *word) {
    const char *rest = strchr(word, ':');
    struct linger at_once = {1, 0};
    char byte;

    rest = rest != NULL ? rest + 1 : "";
    if (strncmp(word, "write:", 6) == 0) {
        tls_write(rest, strlen(rest));
        printf("write: %s\n", rest);
    } else if (strncmp(word, "send:", 5) == 0) {
        send_pattern(strtoul(rest, NULL, 10));
    } else if (strcmp(word, "read") == 0) {
        read_once();
    } else if (strcmp(word, "readall") == 0) {
        read_all();
    } else if (strncmp(word, "plain:", 6) == 0) {
        printf("plain: %zd bytes\n", write(fd, rest, strlen(rest)));
    } else if (strncmp(word, "take:", 5) == 0) {
        plain_read(rest);
    } else if (strcmp(word, "fin") == 0) {
        shutdown(fd, SHUT_WR);
    } else if (strcmp(word, "reset") == 0) {
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
        close(fd);
        fd = -1;
    } else if (strcmp(word, "wait") == 0) {
        while (read(STDIN_FILENO, &byte, 1) > 0)
            continue;
    } else if (!tls_word(word)) {
        die("no such word: %s", word);
    }
}

/* END client|server PORT VERSION CERTIFICATE KEY AUTHORITY WORD... */
int main(int argc, char **argv) {
    struct role role;

    if (argc < 7)
        die("too few arguments");
    role = (struct role){strcmp(argv[1], "server") == 0, argv[3], argv[4], argv[5], argv[6]};
    alarm(25);
    signal(SIGPIPE, SIG_IGN);
    setvbuf(stdout, NULL, _IOLBF, 0);
    fd = connection(atoi(argv[2]), role.server);
    tls_open(fd, &role);
    for (int i = 7; i < argc; i++)
        obey(argv[i]);
    if (fd >= 0)
        finish();
    tls_free();
    return 0;
}
