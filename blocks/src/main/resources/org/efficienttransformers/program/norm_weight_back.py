  def again_$NAME(self: __torch__.M, x: Tensor, tensor: int) -> List[Tensor]:
    y, mean, deviation, = torch.native_layer_norm(x, [torch.size(x, -1)], (self.tensors)[torch.add(tensor, $AT)], None, $EPSILON)
    return [mean, deviation, y]
  def back_$NAME(self: __torch__.M, gradient: Tensor, x: Tensor, again: List[Tensor], tensor: int) -> Tensor:
    gamma = (self.tensors)[torch.add(tensor, $AT)]
    below, gamma0, _0, = torch.native_layer_norm_backward(gradient, x, [torch.size(x, -1)], again[0], again[1], gamma, None, [True, True, False])
    _1 = (self).give(gamma0, torch.add(torch.add(self.others, tensor), $AT), 1, )
    return below
