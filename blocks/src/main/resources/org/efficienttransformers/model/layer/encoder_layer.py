  def forward(self: __torch__.M, context: Tensor, hidden: Tensor, attention_noise: Tensor, output_noise: Tensor, attention_weight: Tensor, attention_bias: Tensor, attention_gamma: Tensor, attention_beta: Tensor, inner_weight: Tensor, inner_bias: Tensor, output_weight: Tensor, output_bias: Tensor, output_gamma: Tensor, output_beta: Tensor) -> Tensor:
    size = torch.size(hidden, 2)
    contexts = torch.flatten(context, 0, 1)
    residuals = torch.flatten(hidden, 0, 1)
    attention_weight = torch.to(attention_weight, $TYPE, False, False)
    attention_bias = torch.to(attention_bias, $TYPE, False, False)
    inner_weight = torch.to(inner_weight, $TYPE, False, False)
    inner_bias = torch.to(inner_bias, $TYPE, False, False)
    output_weight = torch.to(output_weight, $TYPE, False, False)
    output_bias = torch.to(output_bias, $TYPE, False, False)
    rows = torch.size(residuals, 0)
    if $OVERWRITTEN:
      results = contexts
    else:
      results = torch.empty_like(residuals, dtype=None, layout=None, device=None, pin_memory=None, memory_format=None)
    chunks = torch.floordiv(torch.sub(torch.add(rows, $CHUNK), 1), $CHUNK)
    for i in range(chunks):
      start = torch.mul(i, $CHUNK)
      end = ops.prim.min(torch.add(start, $CHUNK), rows)
      attended = $LINEAR(torch.to(torch.slice(contexts, 0, start, end, 1), $TYPE, False, False), attention_weight, attention_bias$PLAIN)
      attended = torch.type_as(attended, residuals)
      if $NOISY:
        attended = torch.mul_(attended, torch.slice(attention_noise, 0, start, end, 1))
      else:
        pass
      attended = torch.add_(attended, torch.slice(residuals, 0, start, end, 1), alpha=1)
      attended = torch.layer_norm(attended, [size], attention_gamma, attention_beta, $EPSILON, False)
      inner = $LINEAR(torch.to(attended, $TYPE, False, False), inner_weight, inner_bias$PLAIN)
      inner = $ACTIVATION
      output = torch.type_as($LINEAR(inner, output_weight, output_bias$PLAIN), attended)
      if $NOISY:
        output = torch.mul_(output, torch.slice(output_noise, 0, start, end, 1))
      else:
        pass
      output = torch.layer_norm(torch.add_(output, attended, alpha=1), [size], output_gamma, output_beta, $EPSILON, False)
      _0 = torch.copy_(torch.slice(results, 0, start, end, 1), output, False)
    return torch.reshape(results, torch.size(hidden))
