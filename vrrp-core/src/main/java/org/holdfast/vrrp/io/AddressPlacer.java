package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.linux.route.ChangeOutcome;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.vrrp.VirtualAddress;

/**
 * Adds and removes the virtual addresses of instances. If the kernel answers that an address exists
 * already, the address is read back: it is ours, or the host's, or ours with other properties and
 * then replaced. Owned by the kernel loop.
 */
final class AddressPlacer implements ObjectTable<VirtualAddress> {

  private final KernelTables kernel;
  private final Ownership ownership;
  private final KernelRefusals refusals;

  AddressPlacer(KernelTables kernel, Ownership ownership, KernelRefusals refusals) {
    this.kernel = kernel;
    this.ownership = ownership;
    this.refusals = refusals;
  }

  @Override
  public Class<VirtualAddress> kind() {
    return VirtualAddress.class;
  }

  @Override
  public Set<VirtualAddress> put(List<VirtualAddress> addresses) {
    var fresh = new LinkedHashSet<VirtualAddress>();
    var doubtful = add(addresses, fresh);
    if (!doubtful.isEmpty()) {
      add(clearTheWay(doubtful), fresh);
    }
    return fresh;
  }

  @Override
  public Set<VirtualAddress> putBack(List<VirtualAddress> addresses) {
    var fresh = new LinkedHashSet<VirtualAddress>();
    add(addresses, fresh);
    return fresh;
  }

  private List<VirtualAddress> add(List<VirtualAddress> addresses, Set<VirtualAddress> fresh) {
    var there = new ArrayList<VirtualAddress>();
    if (addresses.isEmpty()) {
      return there;
    }
    kernel
        .add(addresses)
        .forEach((address, outcome) -> {
          if (outcome == ChangeOutcome.Settled.DONE) {
            ownership.held(address.toString());
            fresh.add(address);
          } else if (outcome == ChangeOutcome.Settled.ALREADY_THERE) {
            there.add(address);
          }
        });
    return there;
  }

  /**
   * Removes our own addresses that block others and returns the addresses that can be added now.
   */
  private List<VirtualAddress> clearTheWay(List<VirtualAddress> doubtful) {
    var present = kernel.present(doubtful.stream());
    var again = new ArrayList<VirtualAddress>();
    for (var address : doubtful) {
      var same = kernel.find(address, present);
      var other = kernel.findOtherPrefix(address, present);
      if (same.isPresent()) {
        if (!ownership.isOurs(address.toString(), same.get())) {
          ownership.foreign(address.toString());
        } else if (isAsConfigured(address, same.get())) {
          ownership.held(address.toString());
        } else {
          remove(same.get());
          again.add(address);
        }
      } else if (other.isEmpty()) {
        again.add(address); // it has been removed meanwhile
      } else if (ownership.isOurs(kernel.textOf(other.get()), other.get())) {
        remove(other.get());
        again.add(address);
      } else {
        ownership.foreign(address.toString());
        refusals.refused(
            "add " + address,
            "%s is not added: the host itself has the address there, as %s"
                .formatted(address, other.get().prefix()));
      }
    }
    return again;
  }

  private boolean isAsConfigured(VirtualAddress configured, LinkAddress present) {
    return isUsable(present)
        && kernel
            .record(configured)
            .filter(wanted -> KernelRecords.isAsGiven(wanted, present, configured.interfaceName()))
            .isPresent();
  }

  private static boolean isUsable(LinkAddress present) {
    return (present.flags() & LinkAddress.DAD_FAILED) == 0;
  }

  private void remove(LinkAddress present) {
    if (kernel.delete(present) instanceof ChangeOutcome.Settled) {
      ownership.gone(kernel.textOf(present));
    }
  }

  /** Removes an address from its link and adds it again. */
  Set<VirtualAddress> replace(VirtualAddress address) {
    kernel.find(address, kernel.present(Stream.of(address))).ifPresent(this::remove);
    return put(List.of(address));
  }

  @Override
  public List<VirtualAddress> remove(List<VirtualAddress> addresses) {
    var left = new ArrayList<VirtualAddress>();
    if (addresses.isEmpty()) {
      return left;
    }
    kernel
        .delete(addresses)
        .forEach((address, outcome) -> {
          if (outcome instanceof ChangeOutcome.Settled) {
            ownership.gone(address.toString());
          } else {
            left.add(address);
          }
        });
    return left;
  }

  /**
   * Leaves out addresses whose duplicate address detection has failed: they exist and are not
   * usable.
   */
  @Override
  public Set<VirtualAddress> present(List<VirtualAddress> candidates) {
    var present = kernel.present(candidates.stream());
    return candidates.stream()
        .filter(
            address -> kernel.find(address, present).filter(AddressPlacer::isUsable).isPresent())
        .collect(Collectors.toSet());
  }

  @Override
  public boolean isHeld(VirtualAddress address) {
    return ownership.isHeld(address.toString());
  }

  @Override
  public boolean isForeign(VirtualAddress address) {
    return ownership.isForeign(address.toString());
  }

  @Override
  public Optional<String> refusal(VirtualAddress address) {
    return refusals
        .reason("add " + address)
        .or(() -> refusals.reason("link " + address.interfaceName()));
  }
}
