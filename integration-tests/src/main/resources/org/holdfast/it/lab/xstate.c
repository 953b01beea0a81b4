/*
 * Lets User-Mode Linux 6.1 run on processors whose extended state is larger than it knows (AMX).
 * Preloaded into it.
 *
 * It keeps the first 2,696 bytes of a process's state and writes those back; the kernel below takes
 * the whole of it or nothing (EFAULT). So the rest is put behind them: as the process has it, which
 * is its initial state, as nobody inside can be given AMX.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <elf.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

#define HEADER 512 /* of the extended state, behind the legacy one: the bits of what is not initial */
#define AMX (3ull << 17)

static long (*next)(int, ...);
/* Not on the stack, which is small here; there is one processor. */
static unsigned char whole[64 * 1024];

__attribute__((constructor)) static void find(void) { next = dlsym(RTLD_NEXT, "ptrace"); }

static long set(int pid, struct iovec *known) {
  struct iovec all = {whole, sizeof whole};
  uint64_t inUse;
  if (next(PTRACE_GETREGSET, pid, NT_X86_XSTATE, &all) < 0) return -1;
  if (all.iov_len <= known->iov_len)
    return next(PTRACE_SETREGSET, pid, NT_X86_XSTATE, known);
  memcpy(whole, known->iov_base, known->iov_len);
  memcpy(&inUse, whole + HEADER, sizeof inUse);
  inUse &= ~AMX;
  memcpy(whole + HEADER, &inUse, sizeof inUse);
  return next(PTRACE_SETREGSET, pid, NT_X86_XSTATE, &all);
}

long ptrace(enum __ptrace_request request, ...) {
  va_list arguments;
  va_start(arguments, request);
  int pid = va_arg(arguments, int);
  void *address = va_arg(arguments, void *);
  void *data = va_arg(arguments, void *);
  va_end(arguments);
  if (request == PTRACE_SETREGSET && (uintptr_t)address == NT_X86_XSTATE) return set(pid, data);
  return next(request, pid, address, data);
}
