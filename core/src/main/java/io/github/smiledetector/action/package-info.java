/**
 * What an opening of a {@link io.github.smiledetector.track.SmileGate} sets off: a command, a
 * webhook, or whatever a {@link GateAction} does.
 *
 * <pre>{@code
 * try (Actions actions =
 *     new Actions(
 *         List.of(new CommandAction(List.of("/usr/local/bin/open-gate", "--lane", "2"))),
 *         (event, action, outcome, took) ->
 *             System.out.println(event.id() + " " + action + " " + outcome.result().label()))) {
 *   gate.next(frame).opening().ifPresent(opening -> actions.act(GateEvent.of("entrance", opening)));
 * }
 * }</pre>
 *
 * <p>Actions fail closed: one that fails has not opened anything, changes nothing in the gate, and
 * is not made up for later. A stale opening is worse than none, so every event has a lifetime, and
 * none waits for the one before. What is handed on tells that a gate has opened, never how somebody
 * looked.
 */
package io.github.smiledetector.action;
