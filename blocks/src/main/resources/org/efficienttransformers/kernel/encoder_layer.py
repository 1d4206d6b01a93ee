  def forward(self: __torch__.M, context: Tensor, hidden: Tensor, attention_weight: Tensor, attention_bias: Tensor, attention_gamma: Tensor, attention_beta: Tensor, inner_weight: Tensor, inner_bias: Tensor, output_weight: Tensor, output_bias: Tensor, output_gamma: Tensor, output_beta: Tensor) -> Tensor:
    size = torch.size(hidden, 2)
    contexts = torch.flatten(context, 0, 1)
    residuals = torch.flatten(hidden, 0, 1)
    rows = torch.size(residuals, 0)
    chunks = torch.floordiv(torch.sub(torch.add(rows, $CHUNK), 1), $CHUNK)
    for i in range(chunks):
      start = torch.mul(i, $CHUNK)
      end = ops.prim.min(torch.add(start, $CHUNK), rows)
      attended = $LINEAR(torch.slice(contexts, 0, start, end, 1), attention_weight, attention_bias$PLAIN)
      attended = torch.add_(attended, torch.slice(residuals, 0, start, end, 1), alpha=1)
      attended = torch.layer_norm(attended, [size], attention_gamma, attention_beta, $EPSILON, False)
      inner = $LINEAR(attended, inner_weight, inner_bias$PLAIN)
      inner = $ACTIVATION
      output = torch.add_($LINEAR(inner, output_weight, output_bias$PLAIN), attended, alpha=1)
      output = torch.layer_norm(output, [size], output_gamma, output_beta, $EPSILON, False)
      _0 = torch.copy_(torch.slice(contexts, 0, start, end, 1), output, False)
    return torch.reshape(contexts, torch.size(hidden))
