package org.holdfast.vrrp.io;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.holdfast.vrrp.VirtualObject;

/**
 * Adds, removes and finds kernel objects of one kind. A new kind needs one more implementation,
 * listed in {@link KernelObjects}. Owned by the kernel loop. Methods throw {@link
 * org.holdfast.linux.LinuxException} if the kernel does not answer; refusals are logged by {@link
 * KernelRefusals}.
 */
interface ObjectTable<T extends VirtualObject> {

  Class<T> kind();

  /**
   * Adds objects, and replaces our own objects that are present with other properties.
   *
   * @return the objects that were not present before
   */
  Set<T> put(List<T> wanted);

  /**
   * Adds objects that may have been removed; like {@link #put}, but leaves objects alone that are
   * present.
   */
  default Set<T> putBack(List<T> wanted) {
    return put(wanted);
  }

  /**
   * Removes objects.
   *
   * @return the objects that the kernel would not remove
   */
  List<T> remove(List<T> unwanted);

  /** Returns the objects that are present and usable according to the kernel. */
  Set<T> present(List<T> candidates);

  /** Whether this process has added the object, or has found it present as its own. */
  boolean isHeld(T object);

  /** Whether another program added the object, so that this agent must not remove it. */
  default boolean isForeign(T object) {
    return false;
  }

  /** Returns the reason why the kernel refused to add the object; empty if it did not. */
  Optional<String> refusal(T object);
}
