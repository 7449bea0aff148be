package application;

import easel.core.Gradients;
import easel.core.Parameter;
import easel.core.Tensor;
import easel.core.state.State;
import easel.optim.Optimizer;
import easel.optim.Schedule;
import java.util.Map;

/** An optimizer that moves each element by the learning rate against the sign of its gradient. */
final class SignDescent implements Optimizer {
    private final Schedule schedule;
    private long steps;

    SignDescent(Schedule schedule) {
        this.schedule = schedule;
    }

    @Override
    public void step(Gradients gradients) {
        float eta = learningRate();
        for (Tensor source : gradients.sources()) {
            float[] g = gradients.of(source).array();
            ((Parameter) source).update(theta -> {
                for (int i = 0; i < theta.length; i++) {
                    theta[i] -= eta * Math.signum(g[i]);
                }
            });
        }
        steps++;
    }

    @Override
    public long steps() {
        return steps;
    }

    @Override
    public float learningRate() {
        return schedule.at(steps);
    }

    @Override
    public State state(Map<String, Tensor> named) {
        return State.builder().string("type", "SignDescent").string("steps", Long.toString(steps)).build();
    }

    @Override
    public void restore(State state, Map<String, Tensor> named) {
        state.requireStrings(Map.of("type", "SignDescent"));
        steps = state.count("steps");
    }
}
