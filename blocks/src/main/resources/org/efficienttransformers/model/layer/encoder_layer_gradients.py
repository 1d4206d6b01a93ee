  def forward(self: __torch__.M, context: Tensor, hidden: Tensor, attention_noise: Tensor, output_noise: Tensor, gradient: Tensor, attention_weight: Tensor, attention_bias: Tensor, attention_gamma: Tensor, attention_beta: Tensor, inner_weight: Tensor, inner_bias: Tensor, output_weight: Tensor, output_bias: Tensor, output_gamma: Tensor, output_beta: Tensor, attention_weight_gradient: Tensor, attention_bias_gradient: Tensor, attention_gamma_gradient: Tensor, attention_beta_gradient: Tensor, inner_weight_gradient: Tensor, inner_bias_gradient: Tensor, output_weight_gradient: Tensor, output_bias_gradient: Tensor, output_gamma_gradient: Tensor, output_beta_gradient: Tensor) -> List[Tensor]:
    contexts = torch.flatten(context, 0, 1)
    residuals = torch.flatten(hidden, 0, 1)
    gradients = torch.flatten(gradient, 0, 1)
    context_gradient = torch.empty_like(contexts, dtype=None, layout=None, device=None, pin_memory=None, memory_format=None)
    rows = torch.size(residuals, 0)
    chunks = torch.floordiv(torch.sub(torch.add(rows, $CHUNK), 1), $CHUNK)
    for i in range(chunks):
      start = torch.mul(i, $CHUNK)
      end = ops.prim.min(torch.add(start, $CHUNK), rows)
      chunk = torch.slice(contexts, 0, start, end, 1)
      noise = torch.slice(attention_noise, 0, start, end, 1)
      attention_sum = torch.add_((self).noisy($LINEAR(chunk, attention_weight, attention_bias$PLAIN), noise, ), torch.slice(residuals, 0, start, end, 1), alpha=1)
      attended = torch.layer_norm(attention_sum, [torch.size(hidden, 2)], attention_gamma, attention_beta, $EPSILON, False)
      inner = $LINEAR(attended, inner_weight, inner_bias$PLAIN)
      activated = $ACTIVATION
      noise0 = torch.slice(output_noise, 0, start, end, 1)
      output_sum = torch.add_((self).noisy($LINEAR(activated, output_weight, output_bias$PLAIN), noise0, ), attended, alpha=1)
      sum_gradient = (self).norm_gradient(torch.slice(gradients, 0, start, end, 1), output_sum, output_gamma, output_beta, output_gamma_gradient, output_beta_gradient, )
      activated_gradient = (self).linear_gradient((self).noisy(sum_gradient, noise0, ), activated, output_weight, output_weight_gradient, output_bias_gradient, )
      inner_gradient = $GRADIENT_OF_ACTIVATION
      attended_gradient = torch.add_((self).linear_gradient(inner_gradient, attended, inner_weight, inner_weight_gradient, inner_bias_gradient, ), sum_gradient, alpha=1)
      sum_gradient0 = (self).norm_gradient(attended_gradient, attention_sum, attention_gamma, attention_beta, attention_gamma_gradient, attention_beta_gradient, )
      _0 = torch.copy_(torch.slice(gradients, 0, start, end, 1), sum_gradient0, False)
      _1 = torch.copy_(torch.slice(context_gradient, 0, start, end, 1), (self).linear_gradient((self).noisy(sum_gradient0, noise, ), chunk, attention_weight, attention_weight_gradient, attention_bias_gradient, ), False)
    return [torch.reshape(context_gradient, torch.size(context)), torch.reshape(gradients, torch.size(hidden))]
  def noisy(self: __torch__.M, x: Tensor, noise: Tensor) -> Tensor:
    if $NOISY:
      noisy = torch.mul(x, noise)
    else:
      noisy = x
    return noisy
  def linear_gradient(self: __torch__.M, gradient: Tensor, x: Tensor, weight: Tensor, weight_gradient: Tensor, bias_gradient: Tensor) -> Tensor:
    _0 = torch.add_(weight_gradient, $LINEAR(torch.t(gradient), torch.t(x), None$PLAIN), alpha=1)
    _1 = torch.add_(bias_gradient, torch.sum(gradient, [0], False, dtype=None), alpha=1)
    return $LINEAR(gradient, torch.t(weight), None$PLAIN)
  def norm_gradient(self: __torch__.M, gradient: Tensor, x: Tensor, gamma: Tensor, beta: Tensor, gamma_gradient: Tensor, beta_gradient: Tensor) -> Tensor:
    size = [torch.size(x, 1)]
    _0, mean, scale = torch.native_layer_norm(x, size, gamma, beta, $EPSILON)
    x_gradient, gamma_part, beta_part = torch.native_layer_norm_backward(gradient, x, size, mean, scale, gamma, beta, [True, True, True])
    _1 = torch.add_(gamma_gradient, gamma_part, alpha=1)
    _2 = torch.add_(beta_gradient, beta_part, alpha=1)
    return x_gradient
