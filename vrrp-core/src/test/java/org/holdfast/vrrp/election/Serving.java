package org.holdfast.vrrp.election;

import static org.assertj.core.api.Assertions.fail;

import org.holdfast.vrrp.io.SimulatedCampaign;
import org.holdfast.vrrp.io.SimulatedDuplicateWatch;
import org.holdfast.vrrp.io.SimulatedSuccessorWait;

/**
 * The kernel side of a node's process: it takes and releases addresses, announces them, and tries
 * again those that the kernel found on another host.
 */
final class Serving {

  private final Node node;
  private final Lan lan;
  private final KernelLoop kernelLoop;

  Serving(Node node, Lan lan, KernelLoop kernelLoop) {
    this.node = node;
    this.lan = lan;
    this.kernelLoop = kernelLoop;
  }

  /** Prepares a member, in each life of the process before its first step. */
  void begin(Member member) {
    member.begins(campaignOf(member), duplicatesOf(member));
  }

  void release(Member member) {
    member.addresses().remove();
    member.duplicates().forget();
    member.campaign().end();
    kernelLoop.execute(() -> {
      var search = member.search;
      if (search != null) {
        announceAgain(member, search);
      }
    });
  }

  private void announceAgain(Member member, SimulatedSuccessorWait search) {
    search.released().forEach(holder -> introduce(member, holder));
  }

  /** Announces to all hosts that another node has the addresses. */
  private void introduce(Member member, int holder) {
    lan.hosts.announced(node, member, lan.nodes.get(holder));
  }

  void acquire(Member member) {
    if (node.takeoverNanos == 0) {
      hold(member);
    } else {
      member.takesAddresses = true;
      kernelLoop.exactlyAfter(node.takeoverNanos, () -> hold(member));
    }
  }

  /**
   * The member is no longer master: listens for its successor, and asks for it.
   *
   * @param released whether it has released the addresses already
   */
  void awaitSuccessor(Member member, boolean released) {
    kernelLoop.execute(() -> {
      var known = member.search;
      var search = known == null ? new SimulatedSuccessorWait(node.id, node.clock()) : known;
      member.search = search;
      search.begin(released, node.clock());
      if (released) {
        announceAgain(member, search);
        askFor(member, search);
      }
      kernelLoop.after(SimulatedSuccessorWait.askNanos(), () -> askFor(member, search));
    });
  }

  private void askFor(Member member, SimulatedSuccessorWait search) {
    if (search.equals(member.search) && search.asks()) {
      lan.count("successor asked for");
      lan.asked(node, member);
    }
  }

  /** Another node announces the addresses or answers for them. */
  void claimed(Node holder, Member member) {
    kernelLoop.execute(() -> {
      var search = member.search;
      if (search == null || search.isOver(node.clock())) {
        return;
      }
      search
          .claimed(holder.id, holder.virtualMac, node.clock())
          .ifPresent(successor -> {
            lan.count("successor announced");
            introduce(member, successor);
          });
    });
  }

  private void hold(Member member) {
    member.takesAddresses = false;
    member.search = new SimulatedSuccessorWait(node.id, node.clock());
    member.addresses().add();
    noticeDetection(member); // of an earlier life
    member.campaign().begin();
  }

  void noticeDetection(Member member) {
    if (lan.detectsDuplicates) {
      kernelLoop.exactlyAfter(lan.kernelLag(), () -> lookAtDetection(member));
    }
  }

  private void lookAtDetection(Member member) {
    if (member.addresses().areDuplicate()) {
      member.duplicates().failed();
    } else if (member.addresses().areUsable() && member.duplicates().usable()) {
      member.campaign().once();
    }
  }

  /** Handles another node's announcement of the addresses. */
  void heardAnnouncement(Member member) {
    kernelLoop.exactlyAfter(
        lan.kernelLag(),
        () -> node.receive(() -> node.on(member, Event.SuccessorAnnounced.SUCCESSOR_ANNOUNCED)));
  }

  private SimulatedDuplicateWatch duplicatesOf(Member member) {
    return new SimulatedDuplicateWatch(
        (task, millis) -> kernelLoop.after(millis * 1_000_000, task),
        () -> {
          if (member.isHolding()) {
            member.addresses().addAgain();
          } else {
            member.duplicates().forget();
          }
        });
  }

  private SimulatedCampaign campaignOf(Member member) {
    return new SimulatedCampaign(
        lan.announcements,
        member.router.terms().handover(),
        new SimulatedCampaign.Kernel() {
          @Override
          public long nanos() {
            return node.clock();
          }

          @Override
          public void execute(Runnable task) {
            kernelLoop.execute(task);
          }

          @Override
          public void after(long nanos, Runnable task) {
            kernelLoop.after(nanos, task);
          }

          @Override
          public void announce() {
            if (!member.isMaster()) {
              fail("node %d announces in %s", node.id, member.state);
            }
            if (!node.mute) {
              lan.hosts.announced(node, member);
              lan.announced(node, member);
            }
          }
        });
  }
}
