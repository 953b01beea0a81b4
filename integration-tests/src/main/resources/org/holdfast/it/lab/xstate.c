/*
 * A library to preload into User-Mode Linux 6.1. It lets that kernel run on processors whose
 * extended state is larger than the kernel supports (AMX).
 *
 * User-Mode Linux keeps the first 2,696 bytes of a process's state and writes those back; the
 * kernel below accepts only the complete state (otherwise EFAULT). The library therefore appends
 * the rest as the process has it. That is its initial state, because no process inside can be given
 * AMX.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <elf.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

#define HEADER 512 /* offset of the bits that mark the components not in their initial state */
#define AMX (3ull << 17)

static long (*next)(int, ...);
/* Not on the stack, which is small here. One buffer suffices, because there is one processor. */
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
