  def again_$NAME(self: __torch__.M, x: Tensor, tensor: int) -> List[Tensor]:
    gamma = (self.tensors)[torch.add(tensor, $AT)]
    beta = (self.tensors)[torch.add(tensor, $AT + 1)]
    y, mean, deviation, = torch.native_layer_norm(x, [torch.size(x, -1)], gamma, beta, $EPSILON)
    return [mean, deviation, y]
  def back_$NAME(self: __torch__.M, gradient: Tensor, x: Tensor, again: List[Tensor], tensor: int) -> Tensor:
    gamma = (self.tensors)[torch.add(tensor, $AT)]
    beta = (self.tensors)[torch.add(tensor, $AT + 1)]
    below, gamma0, beta0, = torch.native_layer_norm_backward(gradient, x, [torch.size(x, -1)], again[0], again[1], gamma, beta, [True, True, True])
    at = torch.add(torch.add(self.others, tensor), $AT)
    _0 = (self).give(gamma0, at, 1, )
    _1 = (self).give(beta0, torch.add(at, 1), 1, )
    return below
