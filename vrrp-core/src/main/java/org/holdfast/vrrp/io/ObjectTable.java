package org.holdfast.vrrp.io;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.holdfast.vrrp.VirtualObject;

/**
 * The kernel's objects of one kind: how they are added, removed and found. A new kind of object is
 * one more implementation, listed in {@link KernelObjects}. Owned by the kernel loop. Methods throw
 * {@link org.holdfast.linux.LinuxException} when the kernel does not answer; what it refuses is
 * logged by {@link KernelRefusals}.
 */
interface ObjectTable<T extends VirtualObject> {

  Class<T> kind();

  /**
   * Adds objects, and replaces those of ours that are there in another form.
   *
   * @return those that were not there before
   */
  Set<T> put(List<T> wanted);

  /** As {@link #put}, for objects that may have gone; what is there stays as it is. */
  default Set<T> putBack(List<T> wanted) {
    return put(wanted);
  }

  /**
   * Removes objects.
   *
   * @return those that the kernel would not remove
   */
  List<T> remove(List<T> unwanted);

  /** Asks the kernel which of these are there, ready for use. */
  Set<T> present(List<T> asked);

  /** Whether this process has put it there, or has found it there as its own. */
  boolean isHeld(T object);

  /** Whether it is there by the hand of another program, and so is not ours to remove. */
  default boolean isForeign(T object) {
    return false;
  }

  /** Why it could not be added, in words; empty when it was not refused. */
  Optional<String> refusal(T object);
}
